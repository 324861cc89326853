"""One module a group of departments: from the city to the files that they export."""

"""What an earlier run made is taken where it would come out the same."""

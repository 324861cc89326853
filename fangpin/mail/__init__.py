"""Mailing each county its workbook: plan, check, write, deliver, remember."""

"""The pages for people, one file each; all_pages.py lists them."""

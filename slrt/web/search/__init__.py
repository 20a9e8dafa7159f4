"""The one search box of the top bar."""

"""Questions across tables: lists, searches, pages, counts. Nothing here writes a business row."""

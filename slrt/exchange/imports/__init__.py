"""The import gate: files of ministries and agencies, read as they come and checked before anything is written."""

"""Pages of the register: find, register and keep families; the family page is the heart of the desk."""

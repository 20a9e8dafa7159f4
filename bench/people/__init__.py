"""A million invented people with names, families and birthdays that collide as Indonesian ones do, and who was entered
twice; and other ways of finding those, to measure ours beside them."""

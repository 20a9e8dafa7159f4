"""What goes wrong with an installation and can be put right by the person at the keyboard."""


class Problem(Exception):
    """The message says in plain words what is wrong and what to do. Shown without a traceback."""

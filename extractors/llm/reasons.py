"""Why something of an answer is dropped."""


class Rejected(ValueError):
    """A claim that fails a check; the message is the reason under which it is counted."""

"""The second reader: a trained classifier over pairs of names in one sentence, beside frames and patterns."""

"""Names: who and what a text speaks of. The gazetteer, the trained recognizer, then what refers back."""

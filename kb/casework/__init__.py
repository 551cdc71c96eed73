"""A customer's case from its opening to its closing: what the store keeps, by the rules that the content tells."""

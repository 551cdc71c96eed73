"""Finding a document in any language by words of any language. Whoosh lives here only."""

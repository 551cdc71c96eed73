"""From files to domain objects: the vocabulary, articles and templates, and the library that holds them."""

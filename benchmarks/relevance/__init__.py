"""Development queries and how well the search answers them."""

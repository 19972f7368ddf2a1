"""Reading: pages, lists, matrices and neighbours, as plain shapes that every format can take."""

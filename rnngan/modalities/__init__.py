"""What can be learned, a table or a text: one interface, implemented twice."""

"""Two reports beside each other: what differs, and what of their origin can be the cause."""

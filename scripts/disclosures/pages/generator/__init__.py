"""How the site is made: what a unit is made from, the frame around an article, writing, the generator."""

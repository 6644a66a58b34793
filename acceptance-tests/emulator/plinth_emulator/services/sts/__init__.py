"""STS, answered here throughout: moto gives credentials to anybody, for roles that do not exist."""

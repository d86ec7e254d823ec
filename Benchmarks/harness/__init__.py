"""The benchmark of boxoffice: what README's figures come from. Standard library only."""

"""What everybody's tables must hold alike, as one CSV file a table, sorted: files of the same bytes hold the same.

The figures by company and year are not here: the peers compute simpler ones."""

import csv, os

TABLES = {
    "movies": ["id", "title", "release_date", "budget", "revenue"],
    "companies": ["id", "name"],
    "genres": ["id", "name"],
    "movie_companies": ["movie_id", "company_id"],
    "movie_genres": ["movie_id", "genre_id"],
    "movie_votes": ["movie_id", "year", "votes", "half_steps"],
}


def write(folder, rows_of):
    """`rows_of(table, columns)`: its rows, in any order."""
    os.makedirs(folder)
    for name, columns in TABLES.items():
        with open(os.path.join(folder, name + ".csv"), "w", newline="") as file:
            csv.writer(file).writerows(sorted(rows_of(name, columns)))

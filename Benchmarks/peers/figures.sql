-- The serving tables of the DuckDB peer, from movies, movie_companies, movie_genres and movie_votes.
CREATE TEMP TABLE dated AS
  SELECT m.*, COALESCE(v.votes, 0) AS votes
  FROM movies m LEFT JOIN (SELECT movie_id, SUM(votes) AS votes FROM movie_votes GROUP BY movie_id) v ON v.movie_id = m.id
  WHERE m.year IS NOT NULL;
CREATE TABLE company_years AS
  SELECT c.company_id, d.year, SUM(d.budget) AS budget, SUM(d.revenue) AS revenue, SUM(d.revenue) - SUM(d.budget) AS profit,
    SUM(d.released) AS releases, AVG(d.popularity) AS popularity, SUM(d.votes) AS votes
  FROM movie_companies c JOIN dated d ON d.id = c.movie_id GROUP BY ALL ORDER BY c.company_id, d.year;
CREATE TABLE genre_years AS
  SELECT g.genre_id, d.year, SUM(d.budget) AS budget, SUM(d.revenue) AS revenue, SUM(d.revenue) - SUM(d.budget) AS profit,
    SUM(d.released) AS releases, AVG(d.popularity) AS popularity, SUM(d.votes) AS votes
  FROM movie_genres g JOIN dated d ON d.id = g.movie_id GROUP BY ALL ORDER BY d.year, g.genre_id;
CREATE TABLE company_genre_years AS
  SELECT c.company_id, g.genre_id, d.year, SUM(d.budget) AS budget, SUM(d.revenue) AS revenue,
    SUM(d.revenue) - SUM(d.budget) AS profit, SUM(d.released) AS releases, AVG(d.popularity) AS popularity,
    SUM(d.votes) AS votes
  FROM movie_companies c JOIN movie_genres g ON g.movie_id = c.movie_id JOIN dated d ON d.id = c.movie_id
  GROUP BY ALL ORDER BY c.company_id, d.year, g.genre_id;

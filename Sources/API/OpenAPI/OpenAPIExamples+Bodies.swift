// Written by the test "Every documented example is what the API answers" with BOXOFFICE_UPDATE_DOCS=1.
// swift-format-ignore-file

extension OpenAPIExamples {
  static let bodies: [Example] = [
    Example(
      resource: "overview", format: .json, target: "/v1/default",
      body: #"{"data":{"provider":"default","edition":1,"delivery":"a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0","counts":{"movies":4,"moviesCounted":3,"companies":2,"genres":2,"votes":5,"companyYears":3,"companyGenreYears":5,"genreYears":3,"years":2}},"meta":{},"links":{"self":"/v1/default","companies":"/v1/default/companies","genres":"/v1/default/genres","years":"/v1/default/years","movies":"/v1/default/movies","mostPopularGenres":"/v1/default/genres/most-popular","genreYears":"/v1/default/genres/years","editions":"/v1/default/editions"}}\#n"#),
    Example(
      resource: "overview", format: .csv, target: "/v1/default.csv",
      body: #"provider,edition,delivery,countsMovies,countsMoviesCounted,countsCompanies,countsGenres,countsVotes,countsCompanyYears,countsCompanyGenreYears,countsGenreYears,countsYears\#r\#ndefault,1,a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0,4,3,2,2,5,3,5,3,2\#r\#n"#),
    Example(
      resource: "overview", format: .ndjson, target: "/v1/default.ndjson",
      body: #"{"provider":"default","edition":1,"delivery":"a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0","counts":{"movies":4,"moviesCounted":3,"companies":2,"genres":2,"votes":5,"companyYears":3,"companyGenreYears":5,"genreYears":3,"years":2}}\#n"#),
    Example(
      resource: "companies", format: .json, target: "/v1/default/companies?q=light",
      body: #"{"data":[\#n{"id":7,"name":"North Light","firstYear":2001,"lastYear":2001,"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}}\#n],"meta":{"count":1,"currency":"USD"},"links":{"self":"/v1/default/companies?q=light","next":null}}\#n"#),
    Example(
      resource: "companies", format: .csv, target: "/v1/default/companies.csv?q=light",
      body: #"id,name,firstYear,lastYear,releases,budget,revenue,profit,averagePopularity,votes,averageRating,knownBudget,knownRevenue,knownProfit\#r\#n7,North Light,2001,2001,2,3000001,5000000,4000000,5.375000,3,4.166667,2,1,1\#r\#n"#),
    Example(
      resource: "companies", format: .ndjson, target: "/v1/default/companies.ndjson?q=light",
      body: #"{"id":7,"name":"North Light","firstYear":2001,"lastYear":2001,"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}}\#n"#),
    Example(
      resource: "companyRanking", format: .json, target: "/v1/default/companies/years?year=2001",
      body: #"{"data":[\#n{"year":2001,"company":{"id":7,"name":"North Light"},"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}},\#n{"year":2001,"company":{"id":9,"name":"O'Hara Films"},"releases":1,"budget":1000000,"revenue":5000000,"profit":4000000,"averagePopularity":10.250000,"votes":2,"averageRating":4.500000,"known":{"budget":1,"revenue":1,"profit":1}}\#n],"meta":{"count":2,"currency":"USD","allocation":"full"},"links":{"self":"/v1/default/companies/years?year=2001","next":null}}\#n"#),
    Example(
      resource: "companyRanking", format: .csv, target: "/v1/default/companies/years.csv?year=2001",
      body: #"year,companyId,companyName,releases,budget,revenue,profit,averagePopularity,votes,averageRating,knownBudget,knownRevenue,knownProfit\#r\#n2001,7,North Light,2,3000001,5000000,4000000,5.375000,3,4.166667,2,1,1\#r\#n2001,9,O'Hara Films,1,1000000,5000000,4000000,10.250000,2,4.500000,1,1,1\#r\#n"#),
    Example(
      resource: "companyRanking", format: .ndjson, target: "/v1/default/companies/years.ndjson?year=2001",
      body: #"{"year":2001,"company":{"id":7,"name":"North Light"},"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}}\#n{"year":2001,"company":{"id":9,"name":"O'Hara Films"},"releases":1,"budget":1000000,"revenue":5000000,"profit":4000000,"averagePopularity":10.250000,"votes":2,"averageRating":4.500000,"known":{"budget":1,"revenue":1,"profit":1}}\#n"#),
    Example(
      resource: "company", format: .json, target: "/v1/default/companies/7",
      body: #"{"data":{"id":7,"name":"North Light","firstYear":2001,"lastYear":2001,"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}},"meta":{"currency":"USD"},"links":{"self":"/v1/default/companies/7","years":"/v1/default/companies/7/years","genres":"/v1/default/companies/7/genres","movies":"/v1/default/movies?company=7"}}\#n"#),
    Example(
      resource: "company", format: .csv, target: "/v1/default/companies/7.csv",
      body: #"id,name,firstYear,lastYear,releases,budget,revenue,profit,averagePopularity,votes,averageRating,knownBudget,knownRevenue,knownProfit\#r\#n7,North Light,2001,2001,2,3000001,5000000,4000000,5.375000,3,4.166667,2,1,1\#r\#n"#),
    Example(
      resource: "company", format: .ndjson, target: "/v1/default/companies/7.ndjson",
      body: #"{"id":7,"name":"North Light","firstYear":2001,"lastYear":2001,"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}}\#n"#),
    Example(
      resource: "companyYears", format: .json, target: "/v1/default/companies/7/years?from=2001&to=2001",
      body: #"{"data":[\#n{"company":{"id":7,"name":"North Light"},"year":2001,"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}}\#n],"meta":{"count":1,"currency":"USD","allocation":"full"},"links":{"self":"/v1/default/companies/7/years?from=2001&to=2001","next":null}}\#n"#),
    Example(
      resource: "companyYears", format: .csv, target: "/v1/default/companies/7/years.csv?from=2001&to=2001",
      body: #"companyId,companyName,year,releases,budget,revenue,profit,averagePopularity,votes,averageRating,knownBudget,knownRevenue,knownProfit\#r\#n7,North Light,2001,2,3000001,5000000,4000000,5.375000,3,4.166667,2,1,1\#r\#n"#),
    Example(
      resource: "companyYears", format: .ndjson, target: "/v1/default/companies/7/years.ndjson?from=2001&to=2001",
      body: #"{"company":{"id":7,"name":"North Light"},"year":2001,"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}}\#n"#),
    Example(
      resource: "companyGenres", format: .json, target: "/v1/default/companies/9/genres",
      body: #"{"data":[\#n{"company":{"id":9,"name":"O'Hara Films"},"year":2001,"genre":{"id":18,"name":"Drama"},"releases":1},\#n{"company":{"id":9,"name":"O'Hara Films"},"year":2001,"genre":{"id":35,"name":"Comedy"},"releases":1},\#n{"company":{"id":9,"name":"O'Hara Films"},"year":2002,"genre":{"id":35,"name":"Comedy"},"releases":1}\#n],"meta":{"count":3},"links":{"self":"/v1/default/companies/9/genres","next":null}}\#n"#),
    Example(
      resource: "companyGenres", format: .csv, target: "/v1/default/companies/9/genres.csv",
      body: #"companyId,companyName,year,genreId,genreName,releases\#r\#n9,O'Hara Films,2001,18,Drama,1\#r\#n9,O'Hara Films,2001,35,Comedy,1\#r\#n9,O'Hara Films,2002,35,Comedy,1\#r\#n"#),
    Example(
      resource: "companyGenres", format: .ndjson, target: "/v1/default/companies/9/genres.ndjson",
      body: #"{"company":{"id":9,"name":"O'Hara Films"},"year":2001,"genre":{"id":18,"name":"Drama"},"releases":1}\#n{"company":{"id":9,"name":"O'Hara Films"},"year":2001,"genre":{"id":35,"name":"Comedy"},"releases":1}\#n{"company":{"id":9,"name":"O'Hara Films"},"year":2002,"genre":{"id":35,"name":"Comedy"},"releases":1}\#n"#),
    Example(
      resource: "genres", format: .json, target: "/v1/default/genres",
      body: #"{"data":[\#n{"id":18,"name":"Drama","firstYear":2001,"lastYear":2001,"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}},\#n{"id":35,"name":"Comedy","firstYear":2001,"lastYear":2002,"releases":2,"budget":1000000,"revenue":5300000,"profit":4000000,"averagePopularity":5.125041,"votes":3,"averageRating":3.166667,"known":{"budget":1,"revenue":2,"profit":1}}\#n],"meta":{"count":2,"currency":"USD"},"links":{"self":"/v1/default/genres","next":null}}\#n"#),
    Example(
      resource: "genres", format: .csv, target: "/v1/default/genres.csv",
      body: #"id,name,firstYear,lastYear,releases,budget,revenue,profit,averagePopularity,votes,averageRating,knownBudget,knownRevenue,knownProfit\#r\#n18,Drama,2001,2001,2,3000001,5000000,4000000,5.375000,3,4.166667,2,1,1\#r\#n35,Comedy,2001,2002,2,1000000,5300000,4000000,5.125041,3,3.166667,1,2,1\#r\#n"#),
    Example(
      resource: "genres", format: .ndjson, target: "/v1/default/genres.ndjson",
      body: #"{"id":18,"name":"Drama","firstYear":2001,"lastYear":2001,"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}}\#n{"id":35,"name":"Comedy","firstYear":2001,"lastYear":2002,"releases":2,"budget":1000000,"revenue":5300000,"profit":4000000,"averagePopularity":5.125041,"votes":3,"averageRating":3.166667,"known":{"budget":1,"revenue":2,"profit":1}}\#n"#),
    Example(
      resource: "genreYearsOfAll", format: .json, target: "/v1/default/genres/years?from=2002",
      body: #"{"data":[\#n{"year":2002,"genre":{"id":35,"name":"Comedy"},"releases":1,"budget":null,"revenue":300000,"profit":null,"averagePopularity":0.000082,"votes":1,"averageRating":0.500000,"known":{"budget":0,"revenue":1,"profit":0}}\#n],"meta":{"count":1,"currency":"USD","allocation":"full"},"links":{"self":"/v1/default/genres/years?from=2002","next":null}}\#n"#),
    Example(
      resource: "genreYearsOfAll", format: .csv, target: "/v1/default/genres/years.csv?from=2002",
      body: #"year,genreId,genreName,releases,budget,revenue,profit,averagePopularity,votes,averageRating,knownBudget,knownRevenue,knownProfit\#r\#n2002,35,Comedy,1,,300000,,0.000082,1,0.500000,0,1,0\#r\#n"#),
    Example(
      resource: "genreYearsOfAll", format: .ndjson, target: "/v1/default/genres/years.ndjson?from=2002",
      body: #"{"year":2002,"genre":{"id":35,"name":"Comedy"},"releases":1,"budget":null,"revenue":300000,"profit":null,"averagePopularity":0.000082,"votes":1,"averageRating":0.500000,"known":{"budget":0,"revenue":1,"profit":0}}\#n"#),
    Example(
      resource: "mostPopularGenres", format: .json, target: "/v1/default/genres/most-popular?by=revenue",
      body: #"{"data":[\#n{"year":2001,"genre":{"id":18,"name":"Drama"},"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}},\#n{"year":2002,"genre":{"id":35,"name":"Comedy"},"releases":1,"budget":null,"revenue":300000,"profit":null,"averagePopularity":0.000082,"votes":1,"averageRating":0.500000,"known":{"budget":0,"revenue":1,"profit":0}}\#n],"meta":{"count":2,"currency":"USD","by":"revenue","minReleases":5},"links":{"self":"/v1/default/genres/most-popular?by=revenue","next":null}}\#n"#),
    Example(
      resource: "mostPopularGenres", format: .csv, target: "/v1/default/genres/most-popular.csv?by=revenue",
      body: #"year,genreId,genreName,releases,budget,revenue,profit,averagePopularity,votes,averageRating,knownBudget,knownRevenue,knownProfit\#r\#n2001,18,Drama,2,3000001,5000000,4000000,5.375000,3,4.166667,2,1,1\#r\#n2002,35,Comedy,1,,300000,,0.000082,1,0.500000,0,1,0\#r\#n"#),
    Example(
      resource: "mostPopularGenres", format: .ndjson, target: "/v1/default/genres/most-popular.ndjson?by=revenue",
      body: #"{"year":2001,"genre":{"id":18,"name":"Drama"},"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}}\#n{"year":2002,"genre":{"id":35,"name":"Comedy"},"releases":1,"budget":null,"revenue":300000,"profit":null,"averagePopularity":0.000082,"votes":1,"averageRating":0.500000,"known":{"budget":0,"revenue":1,"profit":0}}\#n"#),
    Example(
      resource: "genre", format: .json, target: "/v1/default/genres/18",
      body: #"{"data":{"id":18,"name":"Drama","firstYear":2001,"lastYear":2001,"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}},"meta":{"currency":"USD"},"links":{"self":"/v1/default/genres/18","years":"/v1/default/genres/18/years","movies":"/v1/default/movies?genre=18"}}\#n"#),
    Example(
      resource: "genre", format: .csv, target: "/v1/default/genres/18.csv",
      body: #"id,name,firstYear,lastYear,releases,budget,revenue,profit,averagePopularity,votes,averageRating,knownBudget,knownRevenue,knownProfit\#r\#n18,Drama,2001,2001,2,3000001,5000000,4000000,5.375000,3,4.166667,2,1,1\#r\#n"#),
    Example(
      resource: "genre", format: .ndjson, target: "/v1/default/genres/18.ndjson",
      body: #"{"id":18,"name":"Drama","firstYear":2001,"lastYear":2001,"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}}\#n"#),
    Example(
      resource: "genreYears", format: .json, target: "/v1/default/genres/18/years",
      body: #"{"data":[\#n{"year":2001,"genre":{"id":18,"name":"Drama"},"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}}\#n],"meta":{"count":1,"currency":"USD","allocation":"full"},"links":{"self":"/v1/default/genres/18/years","next":null}}\#n"#),
    Example(
      resource: "genreYears", format: .csv, target: "/v1/default/genres/18/years.csv",
      body: #"year,genreId,genreName,releases,budget,revenue,profit,averagePopularity,votes,averageRating,knownBudget,knownRevenue,knownProfit\#r\#n2001,18,Drama,2,3000001,5000000,4000000,5.375000,3,4.166667,2,1,1\#r\#n"#),
    Example(
      resource: "genreYears", format: .ndjson, target: "/v1/default/genres/18/years.ndjson",
      body: #"{"year":2001,"genre":{"id":18,"name":"Drama"},"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}}\#n"#),
    Example(
      resource: "years", format: .json, target: "/v1/default/years",
      body: #"{"data":[\#n{"year":2001,"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}},\#n{"year":2002,"releases":1,"budget":null,"revenue":300000,"profit":null,"averagePopularity":0.000082,"votes":1,"averageRating":0.500000,"known":{"budget":0,"revenue":1,"profit":0}}\#n],"meta":{"count":2,"currency":"USD"},"links":{"self":"/v1/default/years","next":null}}\#n"#),
    Example(
      resource: "years", format: .csv, target: "/v1/default/years.csv",
      body: #"year,releases,budget,revenue,profit,averagePopularity,votes,averageRating,knownBudget,knownRevenue,knownProfit\#r\#n2001,2,3000001,5000000,4000000,5.375000,3,4.166667,2,1,1\#r\#n2002,1,,300000,,0.000082,1,0.500000,0,1,0\#r\#n"#),
    Example(
      resource: "years", format: .ndjson, target: "/v1/default/years.ndjson",
      body: #"{"year":2001,"releases":2,"budget":3000001,"revenue":5000000,"profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,"known":{"budget":2,"revenue":1,"profit":1}}\#n{"year":2002,"releases":1,"budget":null,"revenue":300000,"profit":null,"averagePopularity":0.000082,"votes":1,"averageRating":0.500000,"known":{"budget":0,"revenue":1,"profit":0}}\#n"#),
    Example(
      resource: "movies", format: .json, target: "/v1/default/movies?company=9&sort=-revenue",
      body: #"{"data":[\#n{"id":11,"title":"Alpha","originalTitle":"Alpha","originalLanguage":"en","imdbId":"tt0000011","status":"Released","releaseDate":"2001-05-04","releaseYear":2001,"budget":1000000,"revenue":5000000,"profit":4000000,"popularity":10.25,"runtimeMinutes":90,"tmdbVoteAverage":6.5,"tmdbVoteCount":10,"votes":2,"averageRating":4.500000,"companies":[{"id":7,"name":"North Light"},{"id":9,"name":"O'Hara Films"}],"genres":[{"id":18,"name":"Drama"},{"id":35,"name":"Comedy"}],"sourceLine":2},\#n{"id":13,"title":"Gamma","originalTitle":"Gamma","originalLanguage":"en","imdbId":null,"status":"Released","releaseDate":"2002-02-28","releaseYear":2002,"budget":null,"revenue":300000,"profit":null,"popularity":0.000082,"runtimeMinutes":90,"tmdbVoteAverage":6.5,"tmdbVoteCount":10,"votes":1,"averageRating":0.500000,"companies":[{"id":9,"name":"O'Hara Films"}],"genres":[{"id":35,"name":"Comedy"}],"sourceLine":4}\#n],"meta":{"count":2,"currency":"USD"},"links":{"self":"/v1/default/movies?company=9&sort=-revenue","next":null}}\#n"#),
    Example(
      resource: "movies", format: .csv, target: "/v1/default/movies.csv?company=9&sort=-revenue",
      body: #"id,title,originalTitle,originalLanguage,imdbId,status,releaseDate,releaseYear,budget,revenue,profit,popularity,runtimeMinutes,tmdbVoteAverage,tmdbVoteCount,votes,averageRating,companyIds,companyNames,genreIds,genreNames,sourceLine\#r\#n11,Alpha,Alpha,en,tt0000011,Released,2001-05-04,2001,1000000,5000000,4000000,10.25,90,6.5,10,2,4.500000,7|9,North Light|O'Hara Films,18|35,Drama|Comedy,2\#r\#n13,Gamma,Gamma,en,,Released,2002-02-28,2002,,300000,,0.000082,90,6.5,10,1,0.500000,9,O'Hara Films,35,Comedy,4\#r\#n"#),
    Example(
      resource: "movies", format: .ndjson, target: "/v1/default/movies.ndjson?company=9&sort=-revenue",
      body: #"{"id":11,"title":"Alpha","originalTitle":"Alpha","originalLanguage":"en","imdbId":"tt0000011","status":"Released","releaseDate":"2001-05-04","releaseYear":2001,"budget":1000000,"revenue":5000000,"profit":4000000,"popularity":10.25,"runtimeMinutes":90,"tmdbVoteAverage":6.5,"tmdbVoteCount":10,"votes":2,"averageRating":4.500000,"companies":[{"id":7,"name":"North Light"},{"id":9,"name":"O'Hara Films"}],"genres":[{"id":18,"name":"Drama"},{"id":35,"name":"Comedy"}],"sourceLine":2}\#n{"id":13,"title":"Gamma","originalTitle":"Gamma","originalLanguage":"en","imdbId":null,"status":"Released","releaseDate":"2002-02-28","releaseYear":2002,"budget":null,"revenue":300000,"profit":null,"popularity":0.000082,"runtimeMinutes":90,"tmdbVoteAverage":6.5,"tmdbVoteCount":10,"votes":1,"averageRating":0.500000,"companies":[{"id":9,"name":"O'Hara Films"}],"genres":[{"id":35,"name":"Comedy"}],"sourceLine":4}\#n"#),
    Example(
      resource: "movie", format: .json, target: "/v1/default/movies/11",
      body: #"{"data":{"id":11,"title":"Alpha","originalTitle":"Alpha","originalLanguage":"en","imdbId":"tt0000011","status":"Released","releaseDate":"2001-05-04","releaseYear":2001,"budget":1000000,"revenue":5000000,"profit":4000000,"popularity":10.25,"runtimeMinutes":90,"tmdbVoteAverage":6.5,"tmdbVoteCount":10,"votes":2,"averageRating":4.500000,"companies":[{"id":7,"name":"North Light"},{"id":9,"name":"O'Hara Films"}],"genres":[{"id":18,"name":"Drama"},{"id":35,"name":"Comedy"}],"sourceLine":2,"votesByYear":[{"year":2001,"votes":1,"distribution":[0,0,0,0,0,0,0,1,0,0]},{"year":2010,"votes":1,"distribution":[0,0,0,0,0,0,0,0,0,1]}]},"meta":{"currency":"USD"},"links":{"self":"/v1/default/movies/11"}}\#n"#),
    Example(
      resource: "movie", format: .csv, target: "/v1/default/movies/11.csv",
      body: #"id,title,originalTitle,originalLanguage,imdbId,status,releaseDate,releaseYear,budget,revenue,profit,popularity,runtimeMinutes,tmdbVoteAverage,tmdbVoteCount,votes,averageRating,companyIds,companyNames,genreIds,genreNames,sourceLine\#r\#n11,Alpha,Alpha,en,tt0000011,Released,2001-05-04,2001,1000000,5000000,4000000,10.25,90,6.5,10,2,4.500000,7|9,North Light|O'Hara Films,18|35,Drama|Comedy,2\#r\#n"#),
    Example(
      resource: "movie", format: .ndjson, target: "/v1/default/movies/11.ndjson",
      body: #"{"id":11,"title":"Alpha","originalTitle":"Alpha","originalLanguage":"en","imdbId":"tt0000011","status":"Released","releaseDate":"2001-05-04","releaseYear":2001,"budget":1000000,"revenue":5000000,"profit":4000000,"popularity":10.25,"runtimeMinutes":90,"tmdbVoteAverage":6.5,"tmdbVoteCount":10,"votes":2,"averageRating":4.500000,"companies":[{"id":7,"name":"North Light"},{"id":9,"name":"O'Hara Films"}],"genres":[{"id":18,"name":"Drama"},{"id":35,"name":"Comedy"}],"sourceLine":2,"votesByYear":[{"year":2001,"votes":1,"distribution":[0,0,0,0,0,0,0,1,0,0]},{"year":2010,"votes":1,"distribution":[0,0,0,0,0,0,0,0,0,1]}]}\#n"#),
    Example(
      resource: "editions", format: .json, target: "/v1/default/editions",
      body: #"{"data":[\#n{"edition":1,"isCurrent":true,"state":"ready","delivery":"a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0","takenAt":"2023-11-14T22:13:20.000Z","publishedAt":"2025-10-09T08:54:20.000Z","modelDigest":"e7677f7969a6eb8659a9e06b7609c16fc09528af867e286ed192a52fdbda9e2e","counts":{"movies":4,"moviesCounted":3,"companies":2,"genres":2,"votes":5,"companyYears":3,"companyGenreYears":5,"genreYears":3,"years":2}}\#n],"meta":{"count":1},"links":{"self":"/v1/default/editions","next":null}}\#n"#),
    Example(
      resource: "editions", format: .csv, target: "/v1/default/editions.csv",
      body: #"edition,isCurrent,state,delivery,takenAt,publishedAt,modelDigest,countsMovies,countsMoviesCounted,countsCompanies,countsGenres,countsVotes,countsCompanyYears,countsCompanyGenreYears,countsGenreYears,countsYears\#r\#n1,true,ready,a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0,2023-11-14T22:13:20.000Z,2025-10-09T08:54:20.000Z,e7677f7969a6eb8659a9e06b7609c16fc09528af867e286ed192a52fdbda9e2e,4,3,2,2,5,3,5,3,2\#r\#n"#),
    Example(
      resource: "editions", format: .ndjson, target: "/v1/default/editions.ndjson",
      body: #"{"edition":1,"isCurrent":true,"state":"ready","delivery":"a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0","takenAt":"2023-11-14T22:13:20.000Z","publishedAt":"2025-10-09T08:54:20.000Z","modelDigest":"e7677f7969a6eb8659a9e06b7609c16fc09528af867e286ed192a52fdbda9e2e","counts":{"movies":4,"moviesCounted":3,"companies":2,"genres":2,"votes":5,"companyYears":3,"companyGenreYears":5,"genreYears":3,"years":2}}\#n"#),
    Example(
      resource: "edition", format: .json, target: "/v1/default/editions/1",
      body: #"{"data":{"edition":1,"isCurrent":true,"state":"ready","delivery":"a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0","takenAt":"2023-11-14T22:13:20.000Z","publishedAt":"2025-10-09T08:54:20.000Z","modelDigest":"e7677f7969a6eb8659a9e06b7609c16fc09528af867e286ed192a52fdbda9e2e","counts":{"movies":4,"moviesCounted":3,"companies":2,"genres":2,"votes":5,"companyYears":3,"companyGenreYears":5,"genreYears":3,"years":2}},"meta":{},"links":{"self":"/v1/default/editions/1","pinned":"/v1/default/@1","report":"/v1/default/editions/1/report"}}\#n"#),
    Example(
      resource: "edition", format: .csv, target: "/v1/default/editions/1.csv",
      body: #"edition,isCurrent,state,delivery,takenAt,publishedAt,modelDigest,countsMovies,countsMoviesCounted,countsCompanies,countsGenres,countsVotes,countsCompanyYears,countsCompanyGenreYears,countsGenreYears,countsYears\#r\#n1,true,ready,a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0,2023-11-14T22:13:20.000Z,2025-10-09T08:54:20.000Z,e7677f7969a6eb8659a9e06b7609c16fc09528af867e286ed192a52fdbda9e2e,4,3,2,2,5,3,5,3,2\#r\#n"#),
    Example(
      resource: "edition", format: .ndjson, target: "/v1/default/editions/1.ndjson",
      body: #"{"edition":1,"isCurrent":true,"state":"ready","delivery":"a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0","takenAt":"2023-11-14T22:13:20.000Z","publishedAt":"2025-10-09T08:54:20.000Z","modelDigest":"e7677f7969a6eb8659a9e06b7609c16fc09528af867e286ed192a52fdbda9e2e","counts":{"movies":4,"moviesCounted":3,"companies":2,"genres":2,"votes":5,"companyYears":3,"companyGenreYears":5,"genreYears":3,"years":2}}\#n"#),
    Example(
      resource: "editionReport", format: .json, target: "/v1/default/editions/1/report",
      body: #"{"data":{\#n  "delivery" : "a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0",\#n  "files" : [\#n\#n  ],\#n  "films" : {\#n    "counted" : 0,\#n    "duplicates" : 0,\#n    "kept" : 0\#n  },\#n  "findings" : [\#n    {\#n      "code" : "budget-unknown",\#n      "count" : 1,\#n      "fix" : "Add the budget if it is known.",\#n      "samples" : [\#n        {\#n          "code" : "budget-unknown",\#n          "column" : "budget",\#n          "file" : "movies_metadata.csv",\#n          "fix" : "Add the budget if it is known.",\#n          "line" : 4,\#n          "message" : "unknown",\#n          "record" : 3,\#n          "severity" : "info"\#n        }\#n      ],\#n      "severity" : "info",\#n      "why" : "A zero or blank budget means unknown: it is served as null and makes no profit."\#n    }\#n  ],\#n  "format" : 1,\#n  "verdict" : "accepted",\#n  "votes" : {\#n    "counted" : 0,\#n    "joined" : 0,\#n    "unlinked" : 0,\#n    "valid" : 0,\#n    "withoutFilm" : 0,\#n    "withoutTmdbID" : 0\#n  }\#n},"meta":{"count":1},"links":{"self":"/v1/default/editions/1/report"}}\#n"#),
    Example(
      resource: "editionReport", format: .csv, target: "/v1/default/editions/1/report.csv",
      body: #"code,severity,count,why,fix\#r\#nbudget-unknown,info,1,A zero or blank budget means unknown: it is served as null and makes no profit.,Add the budget if it is known.\#r\#n"#),
    Example(
      resource: "editionReport", format: .ndjson, target: "/v1/default/editions/1/report.ndjson",
      body: #"{"code":"budget-unknown","severity":"info","count":1,"why":"A zero or blank budget means unknown: it is served as null and makes no profit.","fix":"Add the budget if it is known."}\#n"#),
    Example(
      resource: "editionDiff", format: .json, target: "/v1/default/editions/1/diff/1",
      body: #"{"data":[],"meta":{"count":0,"currency":"USD","from":1,"to":1,"changes":0,"movies":{"added":0,"removed":0,"changed":0},"companies":{"added":0,"removed":0,"changed":0},"genres":{"added":0,"removed":0,"changed":0},"before":{"movies":4,"moviesCounted":3,"companies":2,"genres":2,"budget":3000001,"revenue":5300000,"votes":4},"after":{"movies":4,"moviesCounted":3,"companies":2,"genres":2,"budget":3000001,"revenue":5300000,"votes":4}},"links":{"self":"/v1/default/editions/1/diff/1","next":null}}\#n"#),
    Example(
      resource: "editionDiff", format: .csv, target: "/v1/default/editions/1/diff/1.csv",
      body: #"kind,id,name,money,titleBefore,titleAfter,releaseDateBefore,releaseDateAfter,statusBefore,statusAfter,budgetBefore,budgetAfter,revenueBefore,revenueAfter,namedBefore,namedAfter\#r\#n"#),
    Example(
      resource: "editionDiff", format: .ndjson, target: "/v1/default/editions/1/diff/1.ndjson",
      body: #""#),
  ]
}

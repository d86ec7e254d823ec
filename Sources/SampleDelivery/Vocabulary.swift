/// The words that invented names, titles and plots are made of. None of it comes from a real catalogue of films.
enum Vocabulary {
  static let adjectives = words(
    """
    Amber Ancient Autumn Bitter Black Blind Blue Borrowed Bright Broken Burning Careless Clever Cold Copper Crimson \
    Crooked Curious Dark Distant Double Drifting Dusty Early Electric Empty Endless Faithful Fallen Familiar Fearless \
    Final Forgotten Fragile Frozen Gentle Ghostly Gilded Golden Green Grey Hidden Hollow Honest Humble Hungry Idle \
    Invisible Iron Ivory Jealous Last Late Little Lonely Long Lost Loud Lucky Marble Midnight Modern Narrow Nervous \
    Northern Old Open Painted Pale Paper Patient Perfect Plain Private Proud Quiet Rapid Reluctant Restless Rising \
    Rough Royal Rusty Sacred Savage Scarlet Second Secret Serious Silent Silver Simple Sleeping Slow Small Southern \
    Spare Stolen Strange Stubborn Sudden Summer Tender Third Tired Twelve Uneasy Unwritten Velvet Wandering Wicked \
    Wild Winter Wooden Yellow Young
    """)

  static let nouns = words(
    """
    Acrobat Anchor Angle Apple Arrow Ash Attic Balcony Banner Barn Bell Bicycle Bird Boat Bridge Candle Captain Castle \
    Chapel Circus Clock Cloud Coast Compass Corner Cousin Crossing Crown Dancer Daughter Desert Diary Doctor Door \
    Dragon Echo Elephant Engine Falcon Farm Ferry Field Fire Fisherman Flute Forest Fortune Fox Garden Gate Ghost \
    Glacier Glass Grain Harbour Harvest Hat Hawk Heron Highway Hill Horizon Horse Hotel Hour House Hunter Inn Island \
    Jacket Journey Jungle Kettle Key Kingdom Kitchen Ladder Lake Lantern Letter Library Lighthouse Lion Machine Map \
    Market Mask Meadow Mirror Monsoon Moon Morning Mountain Neighbour Nephew Nest Notebook Ocean Orchard Orphan Owl \
    Palace Parade Passenger Pearl Piano Pilot Pocket Postcard Prairie Promise Queen Quarry Rabbit Radio Railway Rain \
    River Road Roof Rose Sailor Salt School Scientist Season Shadow Shore Sister Snow Song Sparrow Staircase Station \
    Stone Storm Street Swan Tailor Teacher Theatre Thief Thunder Tiger Tower Train Tree Trumpet Tunnel Umbrella \
    Valley Violin Visitor Voyage Wall Watchmaker Waterfall Weather Well Whale Wheel Widow Willow Window Wolf Wren
    """)

  static let surnames = words(
    """
    Abernathy Adeyemi Albrecht Almeida Ambrose Åkesson Baptiste Barlow Bekele Bergström Bianchi Blackwood Bouchard \
    Brennan Caldwell Carvalho Castellanos Chaudhry Coppola-Reyes Cortázar Dalgaard Delacroix Dimitrov Donnelly Dubois \
    Eriksen Esposito Fairchild Faßbender Ferreira Fitzroy Fontaine Gallagher García-Luna Gauthier Grzybowski Hakim \
    Halvorsen Hargreaves Hashimoto Hernández Hollister Hrabal Ibáñez Ishikawa Jankowski Jørgensen Kapoor Karlsson \
    Kavanagh Kovačević Kowalczyk Lachance Laurent Lefèvre Lindqvist Llewellyn Lombardi MacAllister Maeda Marchetti \
    Mbeki Mendonça Moreau Müller Nakagawa Navarro Nkosi Novák Nyström O'Dell O'Malley Obi Okafor Oliveira Ørsted \
    Pacheco Papadakis Pemberton Petrović Pettersson Quintero Rasmussen Reinholt Rosenthal Rousseau Sadowski Salazar \
    Sandoval Schröder Sepúlveda Sørensen Stavros Strand Sundaram Szabó Takahashi Thackeray Tremblay Uchida Valdés \
    Vandermeer Varga Villanueva Vlček Wainwright Weatherby Whitlock Yamazaki Yıldız Zamora Żeromski Zielinski
    """)

  static let givenNames = words(
    """
    Ada Adèle Agnes Amara Anselm Aoife Beatriz Björn Boris Bram Camille Casper Chloé Clara Cyrus Dagny Dalia Dmitri \
    Edith Elif Emeka Enzo Esther Faye Felix Freya Gideon Greta Hana Hugo Ines Iris Ivo Jasper Jonas Josefina Kaito \
    Keziah Lars Leila Ludo Łukasz Magnus Maja Marisol Matteo Mei Milo Nadia Nils Noor Odile Olga Oskar Otto Pilar \
    Priya Quentin Rafael Renata Rosa Saoirse Selma Sigrid Silas Simone Sunniva Tariq Thea Tomás Ursula Viktor Wanda \
    Wilhelmina Xavier Yara Yusuf Zelda Zoë
    """)

  static let places = words(
    """
    Aldermoor Anvers Ballinderry Bergamo Bristol Calcutta Cartagena Dakar Dunmore Faro Galway Ghent Hobart Île-aux-Coudres \
    Izmir Kraków Lagos Lisbon Lübeck Malmö Marseille Mombasa Montréal Nagasaki Odessa Oaxaca Porto Quito Reykjavík \
    Riga Rotterdam Salvador Sapporo Seville Tangier Tbilisi Trieste Tromsø Valparaíso Vilnius Whitby Zanzibar
    """)

  static let companySuffixes = [
    "Pictures", "Films", "Productions", "Entertainment", "Studios", "Film", "Cinema", "Media", "Filmproduktion",
    "Film Company", "Motion Pictures", "Television", "Cinéma", "Film Group", "Producciones", "Filmes", "Distribution",
    "International Pictures", "Film Fund", "Kino", "Animation", "Documentary Unit", "& Co.", "Releasing",
  ]

  static let roles = words(
    """
    accountant actress baker beekeeper biologist boxer cellist chef clerk composer convict detective diplomat drifter \
    farmer fisherman gambler gardener journalist judge librarian lawyer locksmith magician mathematician mechanic \
    midwife miner nurse painter photographer pianist poet priest sailor salesman schoolteacher sculptor shepherd \
    smuggler soldier spy student surgeon swimmer tailor translator watchmaker writer
    """)

  static let conditions = words(
    """
    ageing ambitious brilliant careful charming disgraced divorced eccentric estranged exhausted famous former gentle \
    grieving heartbroken homesick honest lonely naive penniless proud reckless retired shy stubborn successful \
    suspicious timid unemployed widowed young
    """)

  static let deeds = [
    "must choose between love and duty", "sets out to find the truth", "loses everything in a single night",
    "falls in love with a stranger", "returns home after twenty years", "is accused of a crime no one saw",
    "discovers a letter that was never sent", "agrees to one last job", "inherits a house full of secrets",
    "crosses the border with a forged passport", "hides a runaway in the cellar", "takes the night train north",
    "makes a promise that cannot be kept", "learns that nothing in town is what it seems",
    "has one week to raise the money", "opens a restaurant against all advice", "is followed wherever the road leads",
    "wakes up with no memory of the summer", "begins to teach the children how to sing",
    "finds an unlikely friend in the enemy", "stakes the family farm on a horse",
  ]

  static let turns = [
    "But the past has other plans.", "Then the war comes.", "Soon the whole village is talking.",
    "What begins as a game ends in disaster.", "Nothing will ever be the same again.", "Only the river knows why.",
    "Time, however, is running out.", "The neighbours see everything, and say nothing.",
    "A comedy of errors, debts and borrowed clothes.", "An intimate portrait of a family, a street and a century.",
    "Filmed over seven years on three continents.", "Based on the stage play of the same name.",
    "Between them stand a lake, a lie and four generations.", "And then the telephone rings.",
    "Slowly, against every expectation, they begin to understand each other.",
  ]

  static let taglines = [
    "Nobody leaves twice.", "Some doors should stay shut.", "The truth has a price.", "Love, with interest.",
    "He came for the money. He stayed for the soup.", "One summer can last a lifetime.",
    "Trust no one. Not even the dog.",
    "Every family has a map.", "Fear travels light.", "They said it couldn't be done.",
    "This time, it's personal. Again.",
    "Out of the frying pan…", "Revenge is a dish best served late.", "The end is only half of the story.",
    "Who is listening?", "Small town. Big lies.",
  ]

  private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}

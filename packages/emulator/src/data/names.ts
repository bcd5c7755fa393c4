/** First names of demo contacts. */
export const firstNames: readonly string[] =
  'Ada Agnieszka Ahmed Aiko Alba Alejandro Amara Amélie Anders Andrea Anika Anton Astrid Ayşe Beatriz Benedikt Bianca Björn Camille Carlos Charlotte Chiara Chinedu Clara Claire Dagmar Daniel Daria David Diego Dmitri Edith Elena Elif Elias Emily Emma Erik Esra Eva Fatima Felix Finn Florian Francesca Freya Gabriel George Giulia Grace Greta Hanna Hannah Harriet Hassan Helena Hugo Ida Ilse Ines Ingrid Isaac Isabel Ivan Jack Jakob Jana Jasper Joanna Johan Jonas José Julia Kai Karin Katarzyna Kenji Laila Lars Laura Lea Leila Lena Leon Liam Lina Louis Lucia Luis Luka Madeleine Magnus Maja Malik Marco Margot Maria Mateo Matilda Maya Mehmet Mia Mikael Milan Milena Mohammed Mona Nadia Naomi Nikolai Nina Noah Nora Olga Oliver Olivia Omar Oskar Pablo Paul Paula Pedro Petra Philippa Pia Pierre Priya Rafael Rania Ravi Rebecca Robin Rosa Ruth Samir Samuel Sanne Sara Sebastian Selma Simon Sofia Stefan Stella Sven Tamara Tariq Teresa Theo Thomas Tilda Tom Ulrike Valentina Vera Victor Viktoria Wanda Wei Willem Xenia Yara Yusuf Zoe'.split(
    ' ',
  )

/** Last names of demo contacts. */
export const lastNames: readonly string[] =
  'Abbott Adeyemi Albrecht Almeida Andersen Aoki Arslan Baker Balogun Barbieri Baumann Becker Bergström Bernard Bianchi Blanc Boateng Bosch Brandt Brennan Byrne Calloway Campbell Castillo Chen Clarke Colombo Conti Costa Dahl Davies Delgado Demir Diallo Dietrich Dubois Eklund Engel Eriksen Esposito Farah Fernandes Ferrari Fischer Fontaine Forster Fournier Fujita Gallagher Garcia Geiger Girard Graf Greco Grönberg Gruber Haas Hansen Hartmann Hasegawa Hayes Herrera Hoang Hoffmann Holm Horvat Hughes Ibrahim Iglesias Ito Jansen Jensen Johansson Kaminski Kaur Keller Khan Kim Klein Koch Kovač Kowalski Krüger Lambert Larsen Laurent Lehmann Lindgren Lopez Lorenz Lund Maier Mancini Marchetti Martin Mensah Meyer Moreau Moreno Müller Murphy Nakamura Nguyen Nielsen Novak Nowak O’Brien Okafor Olsen Ortega Özdemir Park Patel Pavlov Pereira Petersen Petrov Pham Pires Quinn Rahman Ramos Reinhardt Ribeiro Ricci Richter Rinaldi Rossi Roux Ruiz Saito Sandberg Santos Sato Schäfer Schmitt Schneider Schubert Sharma Silva Singh Sørensen Stein Suzuki Svensson Tanaka Thompson Torres Turner Vargas Vasquez Vogel Wagner Walsh Weber Weiss Winkler Wójcik Wolf Yamada Yıldız Zhang Zimmermann'.split(
    ' ',
  )

/** First words of demo companies. */
export const companyStems: readonly string[] =
  'Aldermoor Alpenrand Amberline Anker Arboretum Ashgrove Atlas Bellweather Birkenau Bluefjord Bramble Brightwater Brückner Calder Cascadia Castell Cedarhurst Clearfield Cobalt Corvus Dalmore Delta Dunmore Eastgate Eichenhof Elmstead Ember Everline Fairhaven Falkenberg Fernwood Fieldstone Foxglove Gladstone Glenrock Goldmann Granite Greenacre Halden Harbour Hawthorne Heidemann Highland Hohenfels Ironbridge Juniper Kestrel Kirkwall Kranich Lakeshore Larkspur Lindenthal Loch Longmeadow Lumen Maplewood Marlowe Meridian Millbrook Montrose Mooring Nordwind Northgate Oakridge Oberland Orchard Osprey Palisade Pelican Pinewood Quarry Quayside Ravensworth Redfern Ridgeline Rosenthal Rowan Saltmarsh Sandstein Silverbirch Sonnfeld Southbank Steinbach Stellan Stonehaven Summit Tamarind Thornbury Tidewater Torfhaus Underwood Valemont Vesper Waldeck Westbrook Whitmore Wildenfels Willowbank Wintergarten Wrenfield Yarrow Zephyr'.split(
    ' ',
  )

/** What demo companies do: word in the name, and HubSpot's industry. */
export const companyTrades: readonly (readonly [word: string, industry: string])[] = [
  ['Logistics', 'LOGISTICS_AND_SUPPLY_CHAIN'],
  ['Freight', 'LOGISTICS_AND_SUPPLY_CHAIN'],
  ['Machinery', 'MACHINERY'],
  ['Engineering', 'MECHANICAL_OR_INDUSTRIAL_ENGINEERING'],
  ['Tools', 'MACHINERY'],
  ['Construction', 'CONSTRUCTION'],
  ['Timber', 'BUILDING_MATERIALS'],
  ['Glass', 'BUILDING_MATERIALS'],
  ['Foods', 'FOOD_PRODUCTION'],
  ['Bakeries', 'FOOD_PRODUCTION'],
  ['Farms', 'FARMING'],
  ['Hotels', 'HOSPITALITY'],
  ['Clinics', 'HEALTH_WELLNESS_AND_FITNESS'],
  ['Medical', 'MEDICAL_DEVICES'],
  ['Software', 'COMPUTER_SOFTWARE'],
  ['Systems', 'INFORMATION_TECHNOLOGY_AND_SERVICES'],
  ['Energy', 'RENEWABLES_ENVIRONMENT'],
  ['Solar', 'RENEWABLES_ENVIRONMENT'],
  ['Textiles', 'TEXTILES'],
  ['Furniture', 'FURNITURE'],
  ['Packaging', 'PACKAGING_AND_CONTAINERS'],
  ['Motors', 'AUTOMOTIVE'],
  ['Retail', 'RETAIL'],
  ['Wholesale', 'WHOLESALE'],
  ['Finance', 'FINANCIAL_SERVICES'],
  ['Academy', 'EDUCATION_MANAGEMENT'],
]

/** Where demo companies are. */
export const places: readonly (readonly [city: string, country: string, dialCode: string])[] = [
  ['Hamburg', 'Germany', '+49'],
  ['München', 'Germany', '+49'],
  ['Leipzig', 'Germany', '+49'],
  ['Köln', 'Germany', '+49'],
  ['Wien', 'Austria', '+43'],
  ['Graz', 'Austria', '+43'],
  ['Zürich', 'Switzerland', '+41'],
  ['Basel', 'Switzerland', '+41'],
  ['Lyon', 'France', '+33'],
  ['Nantes', 'France', '+33'],
  ['Rotterdam', 'Netherlands', '+31'],
  ['Utrecht', 'Netherlands', '+31'],
  ['Antwerpen', 'Belgium', '+32'],
  ['København', 'Denmark', '+45'],
  ['Göteborg', 'Sweden', '+46'],
  ['Oslo', 'Norway', '+47'],
  ['Gdańsk', 'Poland', '+48'],
  ['Bologna', 'Italy', '+39'],
  ['Torino', 'Italy', '+39'],
  ['Valencia', 'Spain', '+34'],
  ['Porto', 'Portugal', '+351'],
  ['Manchester', 'United Kingdom', '+44'],
  ['Leeds', 'United Kingdom', '+44'],
  ['Cork', 'Ireland', '+353'],
]

/** What demo contacts do. */
export const jobTitles: readonly string[] = [
  'Managing Director',
  'Head of Purchasing',
  'Buyer',
  'Plant Manager',
  'Operations Manager',
  'Head of Operations',
  'Production Planner',
  'Maintenance Lead',
  'Site Manager',
  'Facility Manager',
  'Chief Financial Officer',
  'Controller',
  'Head of IT',
  'IT Administrator',
  'Project Manager',
  'Office Manager',
  'Sales Director',
  'Marketing Manager',
  'Quality Manager',
  'Warehouse Supervisor',
]

/** What demo deals are about, with the order of their amounts. */
export const dealSubjects: readonly (readonly [subject: string, typicalAmount: number])[] = [
  ['fleet renewal', 64_000],
  ['maintenance contract', 12_500],
  ['spare parts frame order', 8_400],
  ['new packaging line', 182_000],
  ['conveyor extension', 47_000],
  ['warehouse lift', 29_500],
  ['pilot installation', 9_800],
  ['site survey', 2_400],
  ['training for operators', 3_600],
  ['retrofit of hall 2', 73_000],
  ['safety inspection', 1_900],
  ['annual service', 6_700],
  ['control system upgrade', 38_000],
  ['rental, six months', 15_200],
  ['replacement press', 121_000],
  ['expansion phase two', 96_000],
]

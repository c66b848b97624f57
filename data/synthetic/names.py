"""Words of which invented organisations, topics and projects are made. Any likeness to a real one is chance."""

PLACES = [
    "Acacia", "Baobab", "Bluewater", "Cedar", "Clearwater", "Coral", "Crescent", "Delta", "Dryland", "Eastgate",
    "Escarpment", "Falls", "Fernhill", "Fjordside", "Foothill", "Forest", "Glacier", "Grassland", "Greenbelt",
    "Harbour",
    "Highland", "Hillcrest", "Island", "Junction", "Lagoon", "Lakeshore", "Lowland", "Mangrove", "Meadow", "Monsoon",
    "Mountain", "Northgate", "Oasis", "Orchard", "Peninsula", "Plateau", "Prairie", "Rainforest", "Reef", "Ridge",
    "Rift", "Riverside", "Savanna", "Seaside", "Southgate", "Springs", "Summit", "Terrace", "Valley", "Westgate",
]  # fmt: skip
KINDS = {
    "civil-society": [
        "Youth Network", "Health Trust", "Women's Association", "Development Foundation", "Rights Centre",
        "Farmers' Union", "Volunteer Society", "Education Forum", "Environment Alliance", "Sports Federation",
    ],
    "public": ["University College", "Regional Hospital", "District Council", "Teachers' Institute", "Water Authority"],
    "private": ["Coffee Cooperative", "Solar Company", "Dairy Works", "Software House", "Eco Lodge"],
}  # fmt: skip
TOPICS = [
    "nursing", "midwifery", "mental health", "health data", "teacher training", "inclusive education",
    "school libraries",
    "vocational training", "soil care", "water management", "agroforestry", "solar power", "waste sorting",
    "climate adaptation", "bookkeeping", "fundraising", "youth leadership", "gender budgeting", "legal aid",
    "anti-corruption work", "disability rights", "community radio", "sports for all", "small business advice",
    "food processing", "coffee growing", "software testing", "museum work", "music teaching", "disaster preparedness",
]  # fmt: skip
AREAS = ["climate", "education", "health", "private-sector"]
ISSUES = ["anti-corruption", "environment", "gender-equality", "human-rights"]
SUBJECTS = {
    "climate": "Land and water",
    "education": "Learning together",
    "health": "Health work",
    "private-sector": "Work and income",
}

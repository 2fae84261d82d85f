"""All pages of homes and people."""

from backoffice.estate import (
    web_buildings,
    web_communities,
    web_houses,
    web_living,
    web_people,
    web_vehicles,
    web_wizard,
)

routes = [
    route
    for part in (
        web_communities,
        web_buildings,
        web_wizard,
        web_houses,
        web_living,
        web_people,
        web_vehicles,
    )
    for route in part.routes
]

"""Every kind of base data that can be imported, in the order one fills an empty installation."""

from backoffice.exchange.kinds import buildings, communities, houses, people, vehicles

KINDS = {one.code: one for one in (communities.KIND, buildings.KIND, houses.KIND, people.KIND, vehicles.KIND)}

"""Sales reserve places at the packing table; a periodic refresh frees the places that nobody needs."""
import itertools

from warehouse import context


class Sale:
    """An order that is being packed at a place."""

    def __init__(self, warehouse, item, place):
        self.warehouse = warehouse
        self.item = item
        self.place = place

    def finish(self):
        """The parcel stands at its place from now on, and the sale is no longer in progress."""
        self.warehouse.parcels.add(self.place)
        self.warehouse.sales.remove(self)


class SaleList:
    """The sales of one warehouse that are in progress."""

    def __init__(self):
        self._sales = []

    def add(self, sale):
        self._sales.append(sale)

    def remove(self, sale):
        self._sales.remove(sale)

    def get_in_progress(self):
        return list(self._sales)


class Warehouse:
    def __init__(self):
        self.sales = SaleList()
        self.parcels = set()
        self._reserved = {}
        self._numbers = itertools.count(1)

    def reserve(self, item):
        place = next(self._numbers)
        self._reserved[place] = item
        return place

    def get_reservations(self, ctxt, item):
        """The places that are reserved for an item. Everybody may look."""
        return [place for place, reserved in self._reserved.items() if reserved == item]

    def release_all(self, ctxt):
        context.require_admin(ctxt)
        self._reserved.clear()

    def order(self, item):
        """Begins a sale: it reserves a place and is in progress until it is shipped."""
        sale = Sale(self, item, self.reserve(item))
        self.sales.add(sale)
        return sale

    def ship(self, sale):
        sale.finish()

    def refresh(self):
        """Frees the places that hold no parcel and belong to no sale; returns their items."""
        reserved = dict(self._reserved)
        parcels = set(self.parcels)
        in_progress = {sale.place for sale in self.sales.get_in_progress()}
        abandoned = [place for place in reserved if place not in parcels | in_progress]
        return [self._reserved.pop(place) for place in abandoned]

# Conditions that other tests of the file poll.
import asyncio

from shop import Client, Shop


async def test_empty(shop, client):
    await client.order('tea')
    while shop.orders:
        await asyncio.sleep(0.01)


async def test_empty_again(shop, client):
    await client.order('coffee')
    while shop.orders:  # soon
        await asyncio.sleep(0.01)
    assert not shop.orders


async def test_cancel(shop, client):
    order = client.order('tea')
    await order.cancel()
    assert order.cancelled
    assert not shop.orders  # expect: missing-wait [`not shop.orders` is asserted at once: 2 other functions of this file poll until it holds] (warning)


async def test_block(shop):
    async with Client(shop) as client:
        await client.order('tea')
    assert not shop.orders  # expect: missing-wait


async def test_asks_the_shop_itself(shop):
    await shop.cancel('tea')
    assert not shop.orders


async def test_polls_something_else(shop, client):
    order = client.order('tea')
    await order.cancel()
    while not order.cancelled:
        await asyncio.sleep(0.01)
    assert not shop.orders


async def test_another_condition(shop, client):
    order = client.order('tea')
    await order.cancel()
    assert shop.open


def test_nothing_asynchronous():
    shop = Shop()
    shop.cancel('tea')
    assert not shop.orders

# Literals in the form of real keys. None of them is one: the pieces are put together so that scanners see none.
import os

import pytest

ACCESS_KEY = 'AKIAQYLPMN5HHHFPZAM2'  # expect: embedded-secret [`AKIAQY…AM2` has the form of a real AWS access key ID] (warning)
TOKEN = 'ghp_' 'k3JxQ9vLw7RzTn2BsYc8HdFm4GpUe61AoXiK'  # expect: embedded-secret [GitHub token] (warning)


class TestClient:
    webhook = 'https://hooks.slack.com/' 'services/T02ABCDEF/B03GHJKLM/' 'q8Zr2LmVx5TtYw9KcNbJd4Hs'  # expect: embedded-secret [Slack webhook]

    def test_stripe(self, shop):
        shop.charge(api_key='sk_live_' 'q8Zr2LmVx5TtYw9KcNbJd4Hs')  # expect: embedded-secret [Stripe live key]


def test_secret_key_by_its_name(monkeypatch):
    monkeypatch.setenv('AWS_SECRET_ACCESS_KEY', 'p9Xq2Lr7Vt' '4Kz8Nb1Yw6Jc3Hd5Fs0Gm' '/QeUaRiTo')  # expect: embedded-secret [AWS secret access key]


async def test_in_a_table(client):
    await client.post('/hook', json={'token': 'glpat-' 'x7Kp2mQz9RvT4wLs8NbY'})  # expect: embedded-secret [GitLab token]


@pytest.fixture
def google(key='AIza' 'Sy8kQ2pLr9VtXw4NbYz7JcHd3Fs6GmUeRiT'):  # expect: embedded-secret [Google API key]
    os.environ['GOOGLE_KEY'] = key


DEPLOY = """-----BEGIN PRIVATE KEY-----  # expect: embedded-secret [is a private key in the source] (information)
MIIBVAIBADANBgkqhkiG9w0BAQEFAASCAT4wggE6AgEAAkEAq7BFUpkGp3+LQmlQ
Yx2eqzDV+xeG8kx/sQFV18S5JhzGeIJNA72wSeukEPojtqUyX2J0CciPBh7eqclQ
2zpAswIDAQABAkAgisq4+zRdrzkwH1ITV1vpytnkO/NiHcnePQiOW0VUybPyHoGM
-----END PRIVATE KEY-----"""

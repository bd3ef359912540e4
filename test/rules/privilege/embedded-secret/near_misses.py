# Documented examples, placeholders, low entropy, other formats.
EXAMPLE = 'AKIAIOSFODNN7EXAMPLE'
EXAMPLE_SECRET = {'aws_secret_access_key': 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'}
REPEATED = 'ghp_' + 'x' * 36
PLACEHOLDERS = ['ghp_' 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'sk_live_' '123456789012345678901234']
TEST_MODE = 'sk_test_' 'q8Zr2LmVx5TtYw9KcNbJd4Hs'
DIGEST = 'p9Xq2Lr7Vt4Kz8Nb1Yw6Jc3Hd5Fs0Gm1QeUaRiTo'
INSIDE = 'the prefix is AKIA and sixteen more'
EMPTY = '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----'
EMULATOR = 'AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='


def test_prefix(parse):
    assert parse('AKIAAAAAAAAAAAAAAAAA') is None
    assert parse('xox' 'b-not-a-token') is None

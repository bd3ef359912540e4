/** Calls that put a replacement in the place of production code for the time of a test. One row a call. */
import type { Effect, EffectTable } from '../effects.ts';

/** `patch('a.b.c', replacement)`. */
const dotted: Effect = { kind: 'patch', style: 'dotted', replacement: { index: 1, keyword: 'new' } };
/** `patch.object(owner, 'name', replacement)`. */
const object: Effect = { kind: 'patch', style: 'object', replacement: { index: 2, keyword: 'new' } };
/** `stub_out('a.b.c', replacement)`. */
const stubOut: Effect = { kind: 'patch', style: 'dotted', replacement: { index: 1, keyword: 'new' } };

export const PATCHES: EffectTable = {
    'mock.patch': dotted,
    'mock.patch.object': object,
    'fixtures.MockPatch': dotted,
    'fixtures.MockPatchObject': object,
    'fixtures.MonkeyPatch': {
        kind: 'patch',
        style: 'dotted',
        replacement: { index: 1, keyword: 'new_value' },
    },
    'param:mocker.patch': dotted,
    'param:mocker.patch.object': object,
    'param:monkeypatch.setattr': {
        kind: 'patch',
        style: 'object',
        replacement: { index: 2, keyword: 'value' },
    },
    'self.stub_out': stubOut,
    'self.patch': object,
    'self.mock_object': object,
    'self.patch_object': object,
    'test.support.swap_attr': object,
    setattr: object,
};

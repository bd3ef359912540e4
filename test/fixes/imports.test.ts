import { describe, expect, it } from 'vitest';
import { crlf, findingsOf, fixed } from './support.ts';

const BODY = `

def test_report():
    service.start()
    pause(1)
    assert service.is_ready()
`;

/** The head of the file after a fix that needs \`time.monotonic\` in it. */
function headAfter(head: string): string {
    const text = fixed(head + BODY, { kind: 'bounded-poll' });
    return text.slice(0, text.indexOf('\n\ndef test_report')).replace(/\r/g, '');
}

describe('An import that a fix needs', () => {
    it('goes into the group of the standard library, in its place', () => {
        expect(
            headAfter(`import os
import unittest

from eventlet import sleep as pause

from shop import service
`),
        ).toBe(`import os
import time
import unittest

from eventlet import sleep as pause

from shop import service
`);
    });

    it('goes to the end of the group where it is the last', () => {
        expect(
            headAfter(
                'import os\nimport sys\n\nfrom eventlet import sleep as pause\nfrom shop import service\n',
            ),
        ).toBe(
            'import os\nimport sys\nimport time\n\nfrom eventlet import sleep as pause\nfrom shop import service\n',
        );
    });

    it('is a from-import where the file writes nothing else for the standard library', () => {
        expect(
            headAfter(
                'from os import path\n\nimport eventlet\nfrom eventlet import sleep as pause\nfrom shop import service\n',
            ),
        ).toBe(
            'from os import path\nfrom time import monotonic\n\nimport eventlet\nfrom eventlet import sleep as pause\nfrom shop import service\n',
        );
    });

    it('makes a group of its own above those of others', () => {
        expect(headAfter('from eventlet import sleep as pause\nfrom shop import service\n')).toBe(
            'import time\n\nfrom eventlet import sleep as pause\nfrom shop import service\n',
        );
    });

    it('goes behind the docstring and behind imports from the future', () => {
        expect(
            headAfter(
                '#!/usr/bin/env python3\n"""Reports."""\nfrom __future__ import annotations\n\nfrom eventlet import sleep as pause\nfrom shop import service\n',
            ),
        ).toBe(
            '#!/usr/bin/env python3\n"""Reports."""\nfrom __future__ import annotations\n\nimport time\n\nfrom eventlet import sleep as pause\nfrom shop import service\n',
        );
    });

    it('extends a from-import of the same module, in its place, over several lines too', () => {
        expect(
            headAfter('from time import (\n    sleep as pause,\n    time,\n)\n\nfrom shop import service\n'),
        ).toBe(
            'from time import (\n    monotonic,\n    sleep as pause,\n    time,\n)\n\nfrom shop import service\n',
        );
    });

    it('is not made where the file has it, under whatever name', () => {
        const text = fixed(
            `import time as clock\n\nfrom eventlet import sleep as pause\nfrom shop import service\n${BODY}`,
        );
        expect(text).toContain('clock.monotonic() + 10');
        expect(text).not.toContain('import time\n');
    });

    it('does not count what is imported under a condition', () => {
        const head = `from typing import TYPE_CHECKING

from eventlet import sleep as pause
from shop import service

if TYPE_CHECKING:
    import time
`;
        const text = fixed(head + BODY);
        expect(text.indexOf('import monotonic')).toBeLessThan(text.indexOf('TYPE_CHECKING:'));
        expect(text).toContain('from time import monotonic\n');
    });

    it('is not put inside a try', () => {
        const head = `try:
    import simplejson as json
except ImportError:
    import json

import os

from eventlet import sleep as pause
from shop import service
`;
        expect(headAfter(head)).toBe(head.replace('import os\n', 'import os\nimport time\n'));
    });

    it('keeps the line endings of Windows', () => {
        const text = fixed(
            crlf(`import os\n\nfrom eventlet import sleep as pause\nfrom shop import service\n${BODY}`),
        );
        expect(text).toContain('import os\r\nimport time\r\n');
        expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    });

    it('is not made, and so is no fix, where the name means something else', () => {
        const text = `from eventlet import sleep as pause\nfrom shop import service, time\n${BODY}`;
        expect(findingsOf(text).flatMap(f => f.fixes)).toEqual([]);
    });

    it('keeps a byte order mark in front', () => {
        const text = fixed(`\uFEFFfrom eventlet import sleep as pause\nfrom shop import service\n${BODY}`);
        expect(text.startsWith('\uFEFFimport time\n\nfrom eventlet')).toBe(true);
    });

    it('in a file without imports goes below the docstring', () => {
        const text = fixed(`"""Reports."""


def test_report(service):
    import eventlet
    service.start()
    eventlet.sleep(1)
    assert service.is_ready()
`);
        expect(text.startsWith('"""Reports."""\n\nimport time\n\n\ndef test_report')).toBe(true);
    });
});

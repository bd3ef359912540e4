/** A rule is added to a project's `ignore`, and nothing else in the file changes. */
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/base/apply.ts';
import { LineIndex } from '../../server/src/base/text.ts';
import { ignoreRuleEdit } from '../../server/src/config/edit.ts';

function edited(text: string, inPyproject = true): string | undefined {
    const edit = ignoreRuleEdit(text, 'sleep-as-sync', inPyproject);
    return edit === undefined ? undefined : applyEdits(new LineIndex(text), [edit]);
}

describe('in pyproject.toml', () => {
    it.each([
        [
            'a list on one line',
            '[tool.steady]\nignore = ["timing"]\n',
            '[tool.steady]\nignore = ["timing", "sleep-as-sync"]\n',
        ],
        ['an empty list', '[tool.steady]\nignore = []\n', '[tool.steady]\nignore = ["sleep-as-sync"]\n'],
        [
            'a list of lines, with a comma at its end and comments',
            '[tool.steady]\nignore = [\n    # old\n    "timing", # why\n    "privilege",\n]\nselect = ["all"]\n',
            '[tool.steady]\nignore = [\n    # old\n    "timing", # why\n    "privilege",\n    "sleep-as-sync",\n]\nselect = ["all"]\n',
        ],
        [
            'a table without the list',
            '[tool.black]\nline = 1\n\n[tool.steady] # ours\ntimeout = 3 # seconds\n\n[tool.x]\n',
            '[tool.black]\nline = 1\n\n[tool.steady] # ours\nignore = ["sleep-as-sync"]\ntimeout = 3 # seconds\n\n[tool.x]\n',
        ],
        [
            'no table',
            '[project]\nname = "x"\n',
            '[project]\nname = "x"\n\n[tool.steady]\nignore = ["sleep-as-sync"]\n',
        ],
        [
            'no newline at its end',
            '[project]\nname = "x"',
            '[project]\nname = "x"\n\n[tool.steady]\nignore = ["sleep-as-sync"]\n',
        ],
        [
            'only a table inside ours',
            '[tool.steady.severity]\ntiming = "hint"\n',
            '[tool.steady.severity]\ntiming = "hint"\n\n[tool.steady]\nignore = ["sleep-as-sync"]\n',
        ],
        [
            'Windows line endings',
            '[tool.steady]\r\ntimeout = 3\r\n',
            '[tool.steady]\r\nignore = ["sleep-as-sync"]\r\ntimeout = 3\r\n',
        ],
        ['our table, and no newline', '[tool.steady]', '[tool.steady]\nignore = ["sleep-as-sync"]\n'],
        ['nothing', '', '[tool.steady]\nignore = ["sleep-as-sync"]\n'],
        [
            'dotted keys',
            'tool.steady.ignore = ["timing"]\n',
            'tool.steady.ignore = ["timing", "sleep-as-sync"]\n',
        ],
        [
            'a table written in one line',
            '[tool]\nsteady = { ignore = ["timing"] }\n',
            '[tool]\nsteady = { ignore = ["timing", "sleep-as-sync"] }\n',
        ],
    ])('that holds %s', (_what, before, after) => {
        expect(edited(before)).toBe(after);
    });

    it.each([
        ['the rule is there already', '[tool.steady]\nignore = ["sleep-as-sync"]\n'],
        ['the file is broken', '[tool.steady\n'],
        ['`ignore` is no list', '[tool.steady]\nignore = "timing"\n'],
    ])('is left alone where %s', (_why, text) => {
        expect(edited(text)).toBeUndefined();
    });
});

describe('in steady.toml', () => {
    it.each([
        ['settings', 'timeout = 3\n', 'timeout = 3\nignore = ["sleep-as-sync"]\n'],
        [
            'settings and a table',
            'timeout = 3\n\n[severity]\ntiming = "hint"\n',
            'timeout = 3\n\nignore = ["sleep-as-sync"]\n\n[severity]\ntiming = "hint"\n',
        ],
        ['nothing', '', 'ignore = ["sleep-as-sync"]\n'],
        ['a line without an end', 'timeout = 3', 'timeout = 3\nignore = ["sleep-as-sync"]\n'],
        ['the list', 'ignore = ["timing"]\n', 'ignore = ["timing", "sleep-as-sync"]\n'],
    ])('that holds %s', (_what, before, after) => {
        expect(edited(before, false)).toBe(after);
    });
});

/** Reads the configparser dialect of pytest.ini, tox.ini and setup.cfg as far as settings need it. */

/** Section to key to value; a value of several lines keeps them, joined by newlines. */
export function parseIni(text: string): Map<string, Map<string, string>> {
    const sections = new Map<string, Map<string, string>>();
    let section: Map<string, string> | undefined;
    let key: string | undefined;
    for (const line of text.split(/\r\n|\r|\n/)) {
        const trimmed = line.trim();
        if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
        const header = /^\[([^\]]+)\]/.exec(line);
        if (header?.[1] !== undefined) {
            section = sections.get(header[1]) ?? new Map();
            sections.set(header[1], section);
            key = undefined;
        } else if (/^\s/.test(line) && key !== undefined) {
            const before = section?.get(key) ?? '';
            section?.set(key, before === '' ? trimmed : `${before}\n${trimmed}`);
        } else {
            const pair = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(trimmed);
            key = pair?.[1]?.toLowerCase();
            if (key !== undefined) section?.set(key, withoutComment(pair?.[2] ?? ''));
        }
    }
    return sections;
}

function withoutComment(value: string): string {
    return value.replace(/\s[#;].*$/, '').trim();
}

/** Words divided by white space, where quotes hold a word together, as pytest splits its `args` settings. */
export function splitWords(value: string): string[] {
    return [...value.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(m => m[1] ?? m[2] ?? m[3] ?? '');
}

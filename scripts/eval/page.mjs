/** The figures as Markdown: the same for the terminal and for docs/precision.md. */

export function renderPage(sections) {
    return `# Precision

How often Steady is right, measured on code that nobody here wrote. Made by \`npm run eval\`; do not edit.

${sections.join('\n')}`;
}

export function sleepsSection(m) {
    const { unlabelled } = m;
    const notRead = m.unreadable.length > 0 ? ` ${m.unreadable.length} files could not be read.` : '';
    return `## What a sleep is for

${m.rows} sleeps in the tests of CPython, nova, neutron, cinder and twisted, labelled by hand; ${m.disputed} of them disputed between two readers and left out.${notRead} Two readers agree on the intent in 96 % of the places and on whether to report in 90 %.

| figure | is | aim |
| --- | --- | --- |
| reported as a warning that should be (precision) | ${share(m.rightlyReported, m.reported)} | 90 % |
| should be reported and is (recall) | ${share(m.rightlyReported, m.shouldReport)} | 85 % |
| intents that agree | ${share(m.agreeing, m.settled)} | 90 % |
| warnings at places without a label | ${unlabelled.warnings}, ${perThousand(unlabelled.warnings, unlabelled.lines)} per 1,000 test lines | |

Confusion matrix, labels down and Steady across (the label \`other\` has no counterpart and always counts as a disagreement):

${matrix(m.matrix)}

### Disagreements

${table(
    ['place', 'label', 'Steady', "Steady's reason", 'note of the label'],
    m.disagreements.map(({ row, warning, intent, reasons }) => [
        `\`${shortPath(row.path)}:${row.line}\``,
        verdict(row.intent, row.should_report),
        verdict(intent, warning !== undefined),
        reasons.join('; '),
        row.note,
    ]),
)}
`;
}

export function readingsSection(readings, now, corpus) {
    return `## Findings about concurrency, read by hand

Samples of what the family reports by default over the corpus and over public projects. Each was drawn at random before anybody had looked at it, and read with the whole project at hand; what was wrong was repaired, with a test, before the next was drawn. The last five are all that is found in 53, 57, 63, 64 and 57 projects that were new to the analysis; the last of them leaves out 155 findings in one project, all of one kind and all right (coroutines that a plain TestCase never awaits). A figure of this list is therefore of the version before its repairs. The aim is 85 %; no sample that was read blind has reached it.

${table(
    ['sample', 'findings', 'right', 'right, second reader'],
    readings.map(({ findings, right, other }, index) => [
        String(index + 1),
        String(findings),
        share(right, findings),
        other === undefined ? '' : share(other, findings),
    ]),
)}

Of all findings that were judged in these samples and are still reported, ${share(now.right, now.findings)} are right: an upper bound, since it is what the repairs were made for. Each of the ${corpus.findings} in the corpus has been read; ${share(corpus.right, corpus.findings)} are right.
`;
}

export function fixesSection(m) {
    const read = m.rows - m.unreadable.length;
    const side = (figures, hasRule) => [
        String(figures.cases),
        share(figures.hits, figures.cases),
        hasRule ? share(figures.cleared, figures.removed) : '–',
        hasRule ? share(figures.hitAndCleared, figures.hitAndRemoved) : '–',
    ];
    const row = (name, { all, high }, hasRule) => [name, ...side(all, hasRule), ...side(high, hasRule)];
    return `## Commits that fixed flaky tests

${m.rows} places in ${read === m.rows ? 'public repositories, all of which could be read' : `public repositories; ${m.unreadable.length} could not be read`}. Recall: the version before the fix is reported inside the changed lines by a rule of that family. Cleared: the version after is not, for fixes that removed the smell. Cleared of hits: the same among the places that were reported before. Families without a rule yet are marked.

${table(
    [
        'family',
        'cases',
        'recall',
        'cleared',
        'cleared of hits',
        'high confidence',
        'recall',
        'cleared',
        'cleared of hits',
    ],
    [
        row('**with a rule**', m.covered, true),
        ...m.families.map(f => row(`\`${f.family}\`${f.hasRule ? '' : ' (no rule yet)'}`, f, f.hasRule)),
    ],
)}

### Missed and not cleared

In families that have a rule:

${table(
    ['place', 'family', 'what', 'confidence', 'evidence', 'fix'],
    m.missed.map(({ row: r, hit, cleared }) => [
        `\`${r.repo}\` ${r.parent.slice(0, 9)} \`${r.path}:${r.pre_lines[0]}\``,
        r.family,
        [hit ? '' : 'missed', cleared === false ? 'still reported after' : ''].filter(Boolean).join(', '),
        r.confidence,
        r.evidence,
        r.how_fixed,
    ]),
)}
`;
}

export function corpusSection({ packages, rules }) {
    const all = packages.flatMap(p => p.findings);
    const lines = packages.reduce((sum, p) => sum + p.lines, 0);
    const severities = ['error', 'warning', 'information', 'hint'];
    const ruleRow = (name, family, findings) => [
        name,
        family,
        String(findings.length),
        ...severities.slice(1).map(s => String(findings.filter(f => f.severity === s).length)),
        perThousand(findings.length, lines),
        ...packages.map(p => String(findings.filter(f => p.findings.includes(f)).length)),
    ];
    return `## Findings over real test suites

${table(
    ['Debian package', 'version', 'test files', 'lines', 'findings', 'unreadable files'],
    packages.map(p => [
        `\`${p.name}\``,
        p.version ?? 'unknown',
        number(p.files),
        number(p.lines),
        number(p.findings.length),
        String(p.errors),
    ]),
)}

Over ${number(lines)} lines of tests and test support, with the configuration that nobody changed:

${table(
    [
        'rule',
        'family',
        'findings',
        'warnings',
        'information',
        'hints',
        'per 1,000 lines',
        ...packages.map(p => p.name.replace('python3-', '').replace('libpython3.11-testsuite', 'CPython')),
    ],
    [
        ...rules.map(({ name, family }) =>
            ruleRow(
                `\`${name}\``,
                family,
                all.filter(f => f.rule === name),
            ),
        ),
        ruleRow('**all**', '', all),
    ],
)}
`;
}

function matrix({ labels, columns, cells }) {
    return table(
        ['', ...columns],
        labels.map((label, i) => [
            label,
            ...columns.map((column, j) => {
                const n = cells[i]?.[j] ?? 0;
                return n === 0 ? '' : column === label ? `**${n}**` : String(n);
            }),
        ]),
    );
}

function table(head, rows) {
    const line = cells =>
        `| ${cells.map(cell => String(cell).replace(/\s+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
    if (rows.length === 0) return 'None.';
    return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function verdict(intent, reported) {
    return reported ? `${intent}, **reported**` : intent;
}

function share(part, whole) {
    return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} % (${part} of ${whole})`;
}

function perThousand(count, lines) {
    return ((1000 * count) / lines).toFixed(3);
}

function number(value) {
    return value.toLocaleString('en-GB');
}

function shortPath(path) {
    return path.replace(/^usr\/lib\/python3(\.\d+)?\/(dist-packages\/)?/, '');
}

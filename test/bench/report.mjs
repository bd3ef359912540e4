/** The figures as a page: the same text goes to the terminal and into docs/benchmarks.md. */
import { cpus, totalmem } from 'node:os';

const ms = value => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
const s = value => value.toFixed(2);
const mb = bytes => (bytes === undefined ? 'not known' : `${(bytes / 1e6).toFixed(0)} MB`);

function table(head, rows) {
    const line = cells => `| ${cells.join(' | ')} |`;
    return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Whether an aim is reached, in a word. */
const verdict = (value, most) => (value <= most ? 'reached' : 'missed');

/** What the machine is, in general words. */
export function machine() {
    const memory = Math.round(totalmem() / 2 ** 30);
    const system =
        { linux: 'Linux', darwin: 'macOS', win32: 'Windows' }[process.platform] ?? process.platform;
    return `${cpus().length} cores, ${memory} GB of memory, ${system} (${process.arch}), Node ${process.versions.node.split('.')[0]}`;
}

/** @param figures what `run.mjs` has measured; parts that were left out are undefined */
export function page({ latency, cold, startup, vsix, threads, files, lines, load, versions }) {
    const parts = [
        '# Benchmarks',
        `Measured by \`npm run bench\` on ${machine()}; load of the machine when it began: ${load.toFixed(1)}. Minimum, median, 95th percentile and maximum, as they came; what was aimed at is said beside them.`,
        '## From a keystroke to its diagnostics',
        'One character is typed or deleted somewhere in the code, over the protocol, in a real server process: the time from `didChange` to the diagnostics of that version. The next keystroke comes when they are there. Half of what is typed leaves the code broken until the next edit.',
        table(
            ['file', 'server', 'edits', 'min ms', 'median ms', 'p95 ms', 'max ms', 'aim (p95)'],
            latency.map(({ file, server, edit, aim }) => [
                file,
                server,
                edit.count,
                ms(edit.min),
                ms(edit.median),
                ms(edit.p95),
                ms(edit.max),
                aim === undefined ? '' : `${aim} ms: ${verdict(edit.p95, aim)}`,
            ]),
        ),
        versions &&
            `pyright ${versions.pyright} checks types, which is another and harder task: it stands here as the server that Python developers already have. It gets as many of the same edits as fit into a minute a file.`,
        '## Cold run over a corpus',
        `${files} test files with ${lines} lines, from the test suites of nova, neutron, cinder, Twisted, eventlet and CPython; a fresh process each time, ${threads} threads, the files in the cache of the disk.`,
        table(
            ['tool', 'wall s (min)', 'median', 'max', 'processor s (min)', 'peak memory', 'aim'],
            cold.map(({ tool, seconds, cpu, peakMemory, aim }) => [
                tool,
                s(seconds.min),
                s(seconds.median),
                s(seconds.max),
                s(cpu.min),
                mb(peakMemory),
                aim ?? '',
            ]),
        ),
        versions &&
            `ast-grep ${versions['@ast-grep/cli']} is native code and looks for the one pattern \`time.sleep($X)\`; ruff ${versions['@astral-sh/ruff-wasm-nodejs']} is WebAssembly, as Steady's parser is, with the families F, E4, E7, E9, B, ASYNC, S and PT.`,
        '## Start-up, memory, size',
        table(
            ['what', 'min', 'median', 'max', 'aim'],
            [
                ...startup.map(({ file, untilFirst, aim }) => [
                    `start of the server to first diagnostics, ${file}`,
                    `${ms(untilFirst.min)} ms`,
                    `${ms(untilFirst.median)} ms`,
                    `${ms(untilFirst.max)} ms`,
                    `${aim} ms: ${verdict(untilFirst.median, aim)}`,
                ]),
                ...latency
                    .filter(l => l.server === 'Steady')
                    .map(({ file, edit, peakMemory }) => [
                        `peak memory of the server after ${edit.count} edits, ${file}`,
                        mb(peakMemory),
                        '',
                        '',
                        `250 MB: ${verdict(peakMemory ?? Number.NaN, 250e6)}`,
                    ]),
                [
                    'size of the packed extension',
                    `${(vsix / 1e6).toFixed(2)} MB`,
                    '',
                    '',
                    `1.5 MB: ${verdict(vsix, 1.5e6)}`,
                ],
            ],
        ),
        '## Repeating it',
        '`npm run bench` does all of it; it takes some minutes and wants an otherwise idle machine. It downloads what it needs into `$STEADY_CACHE` (or `~/.cache/steady`): the six Debian packages by `apt-get download` (or `STEADY_CORPUS` names a folder that holds them unpacked), the other tools by npm. `npm run bench -- --no-peers` leaves the other tools out, `--no-write` leaves this page as it is.',
    ];
    return `${parts.filter(Boolean).join('\n\n')}\n`;
}

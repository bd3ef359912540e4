/** The layers of ARCHITECTURE.md hold, and the linter says so when one is crossed. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const BIOME = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

/** `file` imports `module`: the linter's verdict. */
interface Probe {
    readonly file: string;
    readonly module: string;
    readonly allowed: boolean;
}

const ALLOWED: [file: string, module: string][] = [
    ['base/a.ts', './text.ts'],
    ['config/a.ts', '../base/text.ts'],
    ['config/a.ts', 'zod/mini'],
    ['config/a.ts', 'ignore'],
    ['syntax/a.ts', '../base/text.ts'],
    ['syntax/a.ts', 'web-tree-sitter'],
    ['model/a.ts', '../syntax/ast.ts'],
    ['flow/a.ts', '../model/module.ts'],
    ['flow/libraries/a.ts', '../../syntax/ast.ts'],
    ['flow/libraries/a.ts', './index.ts'],
    ['fixes/a.ts', '../flow/sleeps.ts'],
    ['rules/a.ts', '../config/schema.ts'],
    ['rules/timing/a.ts', '../../fixes/builder.ts'],
    ['rules/timing/a.ts', '../rule.ts'],
    ['engine.ts', './rules/registry.ts'],
    ['report/a.ts', '../engine.ts'],
    ['lsp/a.ts', '../engine.ts'],
    ['lsp/a.ts', 'vscode-languageserver'],
    ['lsp/node/a.ts', 'node:fs'],
    ['cli/a.ts', 'node:fs'],
    ['cli/a.ts', '../report/report.ts'],
];

const FORBIDDEN: [file: string, module: string][] = [
    ['base/a.ts', '../syntax/ast.ts'],
    ['base/a.ts', 'web-tree-sitter'],
    ['config/a.ts', '../rules/rule.ts'],
    ['config/a.ts', 'zod'],
    ['config/a.ts', 'node:path'],
    ['syntax/a.ts', '../model/module.ts'],
    ['syntax/a.ts', 'node:fs'],
    ['syntax/a.ts', 'fs'],
    ['model/a.ts', '../flow/sleeps.ts'],
    ['model/a.ts', 'web-tree-sitter'],
    ['flow/a.ts', '../rules/rule.ts'],
    ['flow/a.ts', '../fixes/builder.ts'],
    ['flow/a.ts', '../config/schema.ts'],
    ['flow/libraries/a.ts', '../../rules/rule.ts'],
    ['flow/a.ts', 'vscode-languageserver'],
    ['fixes/a.ts', '../rules/rule.ts'],
    ['rules/a.ts', '../lsp/server.ts'],
    ['rules/a.ts', '../engine.ts'],
    ['rules/a.ts', '../analysis.ts'],
    ['rules/timing/a.ts', '../../report/text.ts'],
    ['rules/a.ts', 'vscode-languageserver/node'],
    ['rules/a.ts', '@types/vscode'],
    ['engine.ts', './lsp/server.ts'],
    ['engine.ts', './cli/main.ts'],
    ['engine.ts', 'node:fs'],
    ['engine.ts', 'vscode-languageserver'],
    ['analysis.ts', './report/text.ts'],
    ['report/a.ts', '../lsp/server.ts'],
    ['report/a.ts', 'node:fs'],
    ['lsp/a.ts', '../cli/main.ts'],
    ['lsp/a.ts', '../syntax/ast.ts'],
    ['lsp/a.ts', '../flow/sleeps.ts'],
    ['lsp/a.ts', 'node:fs'],
    ['cli/a.ts', '../lsp/server.ts'],
    ['cli/a.ts', 'vscode-languageserver'],
    ['../../client/src/a.ts', '../../server/src/engine.ts'],
    ['../../client/src/a.ts', '../../server/src/rules/registry.ts'],
];

const probes: readonly Probe[] = [
    ...ALLOWED.map(([file, module]) => ({ file, module, allowed: true })),
    ...FORBIDDEN.map(([file, module]) => ({ file, module, allowed: false })),
];
/** Where a probe's import stands: files are shared, lines are not. */
const placeOf = (probe: Probe) => {
    const path = join('server/src', probe.file).replaceAll('\\', '/');
    const inFile = probes.filter(p => p.file === probe.file);
    return { path, line: 1 + 2 * inFile.indexOf(probe) };
};

let folder: string;
/** The rules that were broken, by `path:line`. */
const broken = new Map<string, string[]>();

interface Diagnostic {
    readonly category: string;
    readonly location: { readonly path: string; readonly start: { readonly line: number } };
}

/** Lints one text per probe with the project's own rules, in a folder of its own. */
beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'steady-layering-'));
    const config = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8')) as Record<string, unknown>;
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }));
    const byPath = new Map<string, string[]>();
    for (const [n, probe] of probes.entries()) {
        const { path } = placeOf(probe);
        const lines = byPath.get(path) ?? [];
        lines.push(`import { x as x${n} } from '${probe.module}';`, `export const y${n} = x${n};`);
        byPath.set(path, lines);
    }
    for (const [path, lines] of byPath) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), `${lines.join('\n')}\n`);
    }
    const { stdout } = spawnSync(
        process.execPath,
        [BIOME, 'lint', '--reporter=json', '--max-diagnostics=none', '.'],
        { cwd: folder, encoding: 'utf8' },
    );
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] };
    for (const { category, location } of diagnostics) {
        const place = `${location.path}:${location.start.line}`;
        broken.set(place, [...(broken.get(place) ?? []), category]);
    }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whether the linter says that the import of a probe crosses a layer. */
function isReported(probe: Probe): boolean {
    const { path, line } = placeOf(probe);
    return (broken.get(`${path}:${line}`) ?? []).some(rule =>
        /noRestrictedImports|noNodejsModules/.test(rule),
    );
}

describe('the linter', () => {
    it.each(probes.filter(p => p.allowed))('lets $file import $module', probe => {
        expect(isReported(probe)).toBe(false);
    });

    it.each(probes.filter(p => !p.allowed))('does not let $file import $module', probe => {
        expect(isReported(probe)).toBe(true);
    });
});

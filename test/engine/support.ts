/** What tests of the engine share: the parser's bytes, a default configuration, short forms of findings. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Finding } from '../../server/src/base/finding.ts';
import { type Config, DEFAULT_CONFIG } from '../../server/src/config/schema.ts';
import { type Analysis, createEngine, type Engine, type WasmFiles } from '../../server/src/engine.ts';
import { buildModule, type ModuleModel } from '../../server/src/model/module.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { SyntaxDocument } from '../../server/src/syntax/document.ts';
import { PythonParser } from '../../server/src/syntax/parser.ts';

const require = createRequire(import.meta.url);

/** The two wasm files, from their packages. */
export function wasmFiles(): WasmFiles {
    const read = (name: string) => readFileSync(require.resolve(name));
    return {
        runtime: read('web-tree-sitter/web-tree-sitter.wasm'),
        grammar: read('tree-sitter-python/tree-sitter-python.wasm'),
    };
}

/** The rule without what lets it skip functions and files before it looks into them. */
export function lookingEverywhere(rule: Rule): Rule {
    const { meta, roles, statements, check, checkSuppressions } = rule;
    return {
        meta,
        triggers: ['(', '='],
        check,
        ...(roles && { roles }),
        ...(statements && { statements }),
        ...(checkSuppressions && { checkSuppressions }),
    };
}

/** An engine of the test file's own. */
export function loadEngine(rules?: readonly Rule[]): Promise<Engine> {
    return createEngine(wasmFiles(), rules);
}

export function loadParser(): Promise<PythonParser> {
    const { runtime, grammar } = wasmFiles();
    return PythonParser.create(runtime, grammar);
}

/** The default configuration with some fields replaced. Every confidence is shown unless told otherwise. */
export function configOf(fields: Partial<Config> = {}): Config {
    return { ...DEFAULT_CONFIG, minConfidence: 'low', ...fields };
}

/** What a test file's analysis says; an analysis that nobody cancels has a result. */
export function analyse(
    engine: Engine,
    text: string,
    path = 'test_sample.py',
    config = configOf(),
): Analysis {
    const analysis = engine.analyse({ path, text }, config, { fixes: true });
    if (!analysis) throw new Error('an analysis that nobody cancelled was abandoned');
    return analysis;
}

/** The model of a text. Everything asked of it must be asked inside `use`, while the tree lives. */
export function withModule<T>(
    parser: PythonParser,
    text: string,
    use: (module: ModuleModel) => T,
    path = 'test_sample.py',
): T {
    const document = new SyntaxDocument(parser, text);
    try {
        const outline = document.outline();
        if (!outline) throw new Error('a parse that nobody cancelled was abandoned');
        return use(buildModule(path, text, outline));
    } finally {
        document.dispose();
    }
}

/** `rule@line`, lines counted from 1 as editors show them. */
export function places(findings: readonly Finding[]): string[] {
    return findings.map(f => `${f.rule}@${f.range.start.line + 1}`);
}

/** A test that sleeps after starting a thread: one `sleep-as-sync` finding, on its fifth line. */
export function sleepyTest(name: string, seconds = '0.5', indent = ''): string {
    return [
        `def ${name}():`,
        '    results = []',
        '    thread = threading.Thread(target=lambda: results.append(1))',
        '    thread.start()',
        `    time.sleep(${seconds})`,
        '    assert results == [1]',
        '',
    ]
        .map(line => (line === '' ? line : indent + line))
        .join('\n');
}

/** What `sleepyTest` needs at the head of its file. */
export const SLEEPY_HEAD = 'import threading\nimport time\n\n\n';

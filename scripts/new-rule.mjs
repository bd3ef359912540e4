/**
 * Begins a rule: its file, its line in the registry, and annotated files that say what it finds. What it writes works: it
 * reports the calls of one function by every name that they have. CONTRIBUTING.md says how to go on.
 *
 *     npm run new-rule -- <family> <rule-name> <module.function>
 *     npm run new-rule -- isolation default-socket-timeout socket.setdefaulttimeout
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REGISTRY = 'server/src/rules/registry.ts';
const FAMILIES = /export const FAMILIES = \[(.*?)\] as const/s;

class UsageError extends Error {}

/** What is asked for, or an error that says what is wrong with it. */
function read([family = '', name = '', called = '', ...more]) {
    const declared = FAMILIES.exec(readFileSync(join(ROOT, 'server/src/rules/rule.ts'), 'utf8'))?.[1] ?? '';
    const families = [...declared.matchAll(/'(\w+)'/g)].map(([, one]) => one);
    if (called === '' || more.length > 0)
        throw new UsageError('npm run new-rule -- <family> <rule-name> <module.function>');
    if (!families.includes(family))
        throw new UsageError(`There is no family ${family}; there is ${families.join(', ')}.`);
    if (!/^[a-z]+(?:-[a-z]+)+$/.test(name))
        throw new UsageError(`${name} is no name for a rule: words in small letters with hyphens between.`);
    if (!/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(called))
        throw new UsageError(`${called} is not the full name of a function, such as time.sleep.`);
    const file = `server/src/rules/${family}/${name}.ts`;
    if (existsSync(join(ROOT, file))) throw new UsageError(`${file} is there already.`);
    const dot = called.lastIndexOf('.');
    const identifier = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
    return {
        family,
        name,
        called,
        file,
        identifier,
        module: called.slice(0, dot),
        last: called.slice(dot + 1),
    };
}

const ruleFile = ({ family, name, called, identifier, module, last }) => `/** A test calls \`${called}\`. */
import type { Rule } from '../rule.ts';

const CALLED = '${called}';

export const ${identifier}: Rule = {
    meta: {
        name: '${name}',
        family: '${family}',
        summary: 'A test calls \`${called}\`',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: 'Reports a call of \`${called}\` in a test.',
            why: 'TO WRITE: why this makes a test unreliable.',
            example: \`import ${module}


def test_example():
    ${called}()
\`,
            useInstead: \`def test_example():
    pass
\`,
            references: [],
        },
    },
    triggers: ['${last}'],
    check(context) {
        for (const call of context.facts.timeline(context.unit)?.calls ?? []) {
            if (call.origin !== CALLED) continue;
            context.report({
                at: call.expr,
                message: \`\\\`\${CALLED}\\\` is called in a test\`,
                confidence: 'high',
                explanation: {
                    why: 'TO WRITE: why this makes a test unreliable.',
                    solution: 'TO WRITE: what to do instead.',
                    evidence: '',
                },
            });
        }
    },
};
`;

const reported = ({ name, called, module, last }) => `# Calls of \`${called}\`, by every name that they have.
import ${module}
from ${module} import ${last} as imported


def test_called():
    ${called}()  # expect: ${name} [\`${called}\` is called]


def test_imported():
    imported()  # expect: ${name}


class TestMethods:
    def test_assigned(self):
        local = ${called}
        local()  # expect: ${name}
`;

const silent = ({ last }) => `# What has the same name and is something else.
class Other:
    def ${last}(self):
        return self


def test_method_of_another():
    Other().${last}()


def test_mentioned():
    assert '${last}' != ''
`;

/** The registry with one more rule, in a list of its family, which is made when it is the first. */
function registered(text, { family, name, identifier }) {
    const imported = text.replace(
        /^import type \{ Rule, RuleMeta \}/m,
        `import { ${identifier} } from './${family}/${name}.ts';\n$&`,
    );
    const list = family.toUpperCase();
    const known = new RegExp(`(const ${list}: readonly Rule\\[\\] = \\[[^\\]]*?),?\\s*\\];`);
    if (known.test(imported)) return imported.replace(known, `$1, ${identifier}];`);
    return imported
        .replace(/^\/\*\* In the order/m, `const ${list}: readonly Rule[] = [${identifier}];\n\n$&`)
        .replace(/(export const RULES: readonly Rule\[\] = \[[^\]]*?),?\s*\];/, `$1, ...${list}];`);
}

function run(script, ...args) {
    const { status } = spawnSync(process.execPath, [join(ROOT, script), ...args], {
        cwd: ROOT,
        stdio: 'inherit',
    });
    if (status !== 0) throw new Error(`${script} failed; its message is above.`);
}

try {
    const rule = read(process.argv.slice(2));
    const tests = `test/rules/${rule.family}/${rule.name}`;
    const files = {
        [rule.file]: ruleFile(rule),
        [`${tests}/calls.py`]: reported(rule),
        [`${tests}/near_misses.py`]: silent(rule),
        [REGISTRY]: registered(readFileSync(join(ROOT, REGISTRY), 'utf8'), rule),
    };
    for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(ROOT, path)), { recursive: true });
        writeFileSync(join(ROOT, path), text);
    }
    run('node_modules/@biomejs/biome/bin/biome', 'check', '--write', rule.file, REGISTRY);
    run('scripts/generate.mjs');
    console.log(`
${rule.file} reports the calls of ${rule.called}.
What is in ${tests} says so: npx vitest run test/rules -t ${rule.name}
Go on with CONTRIBUTING.md: the condition, the near misses, and what is marked TO WRITE.`);
} catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof UsageError ? 2 : 1;
}

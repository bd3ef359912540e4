/** Completion for shells, made from the commands themselves, so that it cannot fall behind them. */
import type { Command, Option } from 'commander';
import { REPORTERS } from '../report/reporters.ts';
import { listRules } from '../rules/registry.ts';
import { FAMILIES } from '../rules/rule.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface Flag {
    readonly names: readonly string[];
    readonly description: string;
    readonly takesValue: boolean;
    /** What may follow; empty where that is a path or anything. */
    readonly values: readonly string[];
}

interface Entry {
    readonly name: string;
    readonly description: string;
    readonly flags: readonly Flag[];
    /** What the argument may be; empty where that is a path. */
    readonly words: readonly string[];
}

export function completionScript(shell: Shell, program: Command): string {
    const entries = program.commands.map(entryOf);
    if (shell === 'fish') return fish(entries);
    return shell === 'bash' ? bash(entries) : zsh(entries);
}

function entryOf(command: Command): Entry {
    const rules = listRules().map(rule => rule.name);
    const [argument] = command.registeredArguments;
    return {
        name: command.name(),
        description: command.description(),
        flags: [...command.options.map(option => flagOf(option, rules)), HELP],
        words: command.name() === 'explain' ? rules : (argument?.argChoices ?? []),
    };
}

const HELP: Flag = {
    names: ['-h', '--help'],
    description: 'display help for command',
    takesValue: false,
    values: [],
};

function flagOf(option: Option, rules: readonly string[]): Flag {
    const { long, short, description, argChoices } = option;
    const known =
        long === '--select' || long === '--ignore'
            ? [...FAMILIES, ...rules]
            : long === '--format'
              ? REPORTERS.map(reporter => reporter.name)
              : [];
    return {
        names: [short, long].filter(name => name !== undefined && name !== null),
        description,
        takesValue: option.required,
        values: argChoices ?? known,
    };
}

function bash(entries: readonly Entry[]): string {
    const commands = entries.map(({ name, flags, words }) => {
        const names = flags.flatMap(flag => flag.names).join(' ');
        return `        ${name}) flags="${names}"; words="${words.join(' ')}" ;;`;
    });
    const values = entries.flatMap(({ name, flags }) =>
        flags
            .filter(flag => flag.values.length > 0)
            .flatMap(flag =>
                flag.names.map(
                    spelling =>
                        `        ${name}:${spelling}) COMPREPLY=($(compgen -W "${flag.values.join(' ')}" -- "$current")); return ;;`,
                ),
            ),
    );
    return `# Completion of steady for bash: steady completion bash > ~/.local/share/bash-completion/completions/steady
_steady() {
    local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" flags="" words="" i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "\${COMP_WORDS[i]}" in
            -*) ;;
            *) command="\${COMP_WORDS[i]}"; break ;;
        esac
    done
    if [[ -z $command ]]; then
        COMPREPLY=($(compgen -W "${entries.map(entry => entry.name).join(' ')} --version --help --color --no-color" -- "$current"))
        return
    fi
    case "$command:$previous" in
${values.join('\n')}
    esac
    case "$command" in
${commands.join('\n')}
    esac
    if [[ $current == -* ]]; then
        COMPREPLY=($(compgen -W "$flags" -- "$current"))
    elif [[ -n $words ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$current"))
    else
        COMPREPLY=($(compgen -f -- "$current"))
    fi
}
complete -o filenames -F _steady steady
`;
}

function zsh(entries: readonly Entry[]): string {
    const quote = (text: string) =>
        text.replace(/[[\]:\\']/g, letter => (letter === "'" ? `'\\''` : `\\${letter}`));
    const commands = entries.map(({ name, description }) => `        '${name}:${quote(description)}'`);
    const cases = entries.map(({ name, flags, words }) => {
        const specs = flags.flatMap(flag =>
            flag.names.map(spelling => {
                const value = flag.takesValue
                    ? `:value:${flag.values.length > 0 ? `(${flag.values.join(' ')})` : '_files'}`
                    : '';
                return `'*${spelling}[${quote(flag.description)}]${value}'`;
            }),
        );
        const rest = words.length > 0 ? `'*:word:(${words.join(' ')})'` : "'*:file:_files'";
        return `        ${name}) _arguments ${[...specs, rest].join(' ')} ;;`;
    });
    return `#compdef steady
# Completion of steady for zsh: steady completion zsh > a file called _steady in a folder of $fpath
_steady() {
    local -a commands
    commands=(
${commands.join('\n')}
    )
    if (( CURRENT == 2 )); then
        _describe command commands
        return
    fi
    local command=$words[2]
    shift words
    (( CURRENT-- ))
    case $command in
${cases.join('\n')}
    esac
}
compdef _steady steady
`;
}

function fish(entries: readonly Entry[]): string {
    const quote = (text: string) => `'${text.replace(/[\\']/g, letter => `\\${letter}`)}'`;
    const lines = entries.flatMap(({ name, description, flags, words }) => {
        const when = `-n '__fish_seen_subcommand_from ${name}'`;
        return [
            `complete -c steady -f -n __fish_use_subcommand -a ${name} -d ${quote(description)}`,
            ...flags.map(flag => {
                const names = flag.names.map(spelling =>
                    spelling.startsWith('--') ? `-l ${spelling.slice(2)}` : `-s ${spelling.slice(1)}`,
                );
                const value = flag.takesValue
                    ? flag.values.length > 0
                        ? ` -x -a ${quote(flag.values.join(' '))}`
                        : ' -r'
                    : '';
                return `complete -c steady ${when} ${names.join(' ')}${value} -d ${quote(flag.description)}`;
            }),
            ...(words.length > 0 ? [`complete -c steady -f ${when} -a ${quote(words.join(' '))}`] : []),
        ];
    });
    return `# Completion of steady for fish: steady completion fish > ~/.config/fish/completions/steady.fish\n${lines.join('\n')}\n`;
}

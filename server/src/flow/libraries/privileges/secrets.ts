/** Keys that a real provider would accept, by their format. One row a provider's kind of key. */

export interface SecretRow {
    /** What it is: `AWS access key ID`. */
    readonly what: string;
    readonly format: RegExp;
    /** Which group of the format is random; the whole match if left out. */
    readonly random?: number;
    /** Least entropy of the random part, in bits a character. */
    readonly entropy: number;
    /** A key pair or token of no provider: information instead of a warning. */
    readonly local?: true;
    /** Must be in the name that it is assigned to or passed as, where the format alone says too little. */
    readonly named?: RegExp;
}

const BASE62 = 3.3;
const HEX = 2.8;

export const SECRETS: readonly SecretRow[] = [
    {
        what: 'AWS access key ID',
        format: /(?<![A-Za-z0-9])(?:AKIA|ASIA)([A-Z2-7]{16})(?![A-Za-z0-9])/,
        random: 1,
        entropy: 3,
    },
    {
        what: 'AWS secret access key',
        format: /^[A-Za-z0-9/+]{40}$/,
        entropy: 4.3,
        named: /aws.*secret|secret_?access_?key/i,
    },
    { what: 'GitHub token', format: /(?<!\w)gh[pousr]_([A-Za-z0-9]{36})(?!\w)/, random: 1, entropy: BASE62 },
    {
        what: 'GitHub token',
        format: /(?<!\w)github_pat_([A-Za-z0-9]{22}_[A-Za-z0-9]{59})(?!\w)/,
        random: 1,
        entropy: BASE62,
    },
    { what: 'GitLab token', format: /(?<!\w)glpat-([A-Za-z0-9_-]{20})(?![\w-])/, random: 1, entropy: BASE62 },
    {
        what: 'Slack token',
        format: /(?<!\w)xox[abprs]-(?:\d{8,}-)+([A-Za-z0-9]{20,})(?!\w)/,
        random: 1,
        entropy: BASE62,
    },
    {
        what: 'Slack webhook',
        format: /https:\/\/hooks\.slack\.com\/services\/T[A-Z0-9]{8,}\/B[A-Z0-9]{8,}\/([A-Za-z0-9]{24})/,
        random: 1,
        entropy: BASE62,
    },
    {
        what: 'Stripe live key',
        format: /(?<!\w)[sr]k_live_([A-Za-z0-9]{24,})(?!\w)/,
        random: 1,
        entropy: BASE62,
    },
    {
        what: 'Google API key',
        format: /(?<![\w-])AIza([A-Za-z0-9_-]{35})(?![\w-])/,
        random: 1,
        entropy: BASE62,
    },
    {
        what: 'Google OAuth secret',
        format: /(?<!\w)GOCSPX-([A-Za-z0-9_-]{28})(?![\w-])/,
        random: 1,
        entropy: BASE62,
    },
    {
        what: 'OpenAI key',
        format: /(?<!\w)sk-(?:proj-|svcacct-)?([A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,})/,
        random: 1,
        entropy: BASE62,
    },
    {
        what: 'Anthropic key',
        format: /(?<!\w)sk-ant-api\d\d-([A-Za-z0-9_-]{80,})/,
        random: 1,
        entropy: BASE62,
    },
    { what: 'npm token', format: /(?<!\w)npm_([A-Za-z0-9]{36})(?!\w)/, random: 1, entropy: BASE62 },
    {
        what: 'PyPI token',
        format: /(?<!\w)pypi-AgEIcHlwaS5vcmc([A-Za-z0-9_-]{50,})/,
        random: 1,
        entropy: BASE62,
    },
    {
        what: 'SendGrid key',
        format: /(?<!\w)SG\.([A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})(?![\w-])/,
        random: 1,
        entropy: BASE62,
    },
    {
        what: 'Telegram bot token',
        format: /(?<!\w)\d{8,10}:(AA[A-Za-z0-9_-]{33})(?![\w-])/,
        random: 1,
        entropy: BASE62,
    },
    { what: 'DigitalOcean token', format: /(?<!\w)do[opr]_v1_([a-f0-9]{64})(?!\w)/, random: 1, entropy: HEX },
    { what: 'Azure storage key', format: /AccountKey=([A-Za-z0-9+/]{86}==)/, random: 1, entropy: 4.5 },
    {
        what: 'private key',
        format: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+((?:[A-Za-z-]+: [^\n]*\n)*\s*[A-Za-z0-9+/=\s]{100,})/,
        random: 1,
        entropy: 4,
        local: true,
    },
];

/** Words in a key that nobody's real key holds. */
export const PLACEHOLDER =
    /example|sample|placeholder|dummy|fake|redacted|your|changeme|notreal|test|x{4,}|0{5,}|1{5,}|a{5,}|\.{3}|\*{3}|deadbeef|foobar|abcdef|12345|23456|qwerty/i;

/** Keys that providers print in their own documentation or ship in their emulators. */
export const DOCUMENTED: readonly string[] = [
    'AKIAIOSFODNN7EXAMPLE',
    'ASIAIOSFODNN7EXAMPLE',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe',
    // Azurite, the emulator of Azure's storage.
    'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
    // The Cosmos DB emulator.
    'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==',
];

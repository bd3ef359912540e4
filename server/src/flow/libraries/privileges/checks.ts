/** Ways to switch a check off. Rows, to be read at a glance. */

export type CheckKind = 'certificate' | 'policy' | 'permission' | 'csrf' | 'login' | 'signature' | 'host-key';

/** A keyword argument or attribute that switches a check off by its value. */
export interface SwitchRow {
    readonly kind: CheckKind;
    /** The keyword's or attribute's name, or the key of a settings dict. */
    readonly name: RegExp;
    readonly value: 'false' | 'true' | 'none' | 'cert-none' | 'empty';
    /** What the call must be for a keyword to count, by its dotted name; the owner for an attribute. */
    readonly on: RegExp;
}

const CLIENT =
    /(requests|httpx|aiohttp|urllib3|session|client|http|api|conn|elastic|search|cloud)\w*(\(\))?\.(get|post|put|patch|delete|head|options|request|send|stream|Session|Client|AsyncClient|TCPConnector|PoolManager|HTTPSConnectionPool|ClientSession|connect|ws_connect)$|(^|\.)\w*(Client|Session|TCPConnector|Elasticsearch|OpenSearch|PoolManager|ConnectionPool|Connection|Adapter)$/i;
const TLS_OWNER =
    /(^|\.)\w*(ctx|context|sslctx|ssl_ctx|session|client|http|requests|opts|options|config|ssl|s)$|Context\(\)$|context\(\)$|Session\(\)$/i;
const ANYTHING = /./;

export const SWITCHES: readonly SwitchRow[] = [
    { kind: 'certificate', name: /^verify$/, value: 'false', on: CLIENT },
    {
        kind: 'certificate',
        name: /^(verify_ssl|ssl_verify|verify_certs?|validate_certs?|tls_verify|ssl_check_hostname)$/,
        value: 'false',
        on: CLIENT,
    },
    {
        kind: 'certificate',
        name: /^ssl$/,
        value: 'false',
        on: /TCPConnector$|(session|client|aiohttp)\w*\.(get|post|put|patch|delete|head|request|ws_connect)$/i,
    },
    {
        kind: 'certificate',
        name: /^(insecure|disable_ssl_certificate_validation)$/,
        value: 'true',
        on: CLIENT,
    },
    { kind: 'certificate', name: /^(ignore_https_errors|ignoreHTTPSErrors)$/, value: 'true', on: ANYTHING },
    {
        kind: 'certificate',
        name: /^(accept_insecure_certs|acceptInsecureCerts)$/,
        value: 'true',
        on: ANYTHING,
    },
    { kind: 'certificate', name: /^check_hostname$/, value: 'false', on: TLS_OWNER },
    { kind: 'certificate', name: /^(verify_mode|cert_reqs)$/, value: 'cert-none', on: ANYTHING },
    { kind: 'host-key', name: /^known_hosts$/, value: 'none', on: /asyncssh\.(connect|create_connection)$/ },
    {
        kind: 'csrf',
        name: /^(WTF_CSRF_ENABLED|WTF_CSRF_CHECK_DEFAULT|CSRF_ENABLED)$/,
        value: 'false',
        on: ANYTHING,
    },
    { kind: 'csrf', name: /^_dont_enforce_csrf_checks$/, value: 'true', on: ANYTHING },
    { kind: 'login', name: /^LOGIN_DISABLED$/, value: 'true', on: ANYTHING },
    {
        kind: 'permission',
        name: /^(permission_classes|authentication_classes)$/,
        value: 'empty',
        on: ANYTHING,
    },
];

/** Calls that switch a check off by being made. */
export const CALLS: readonly { readonly kind: CheckKind; readonly origin: RegExp }[] = [
    { kind: 'certificate', origin: /^ssl\._create_unverified_context$/ },
    { kind: 'csrf', origin: /(^|\.)(csrf_exempt|csrf\.exempt)$/ },
    { kind: 'host-key', origin: /(^|\.)AutoAddPolicy$/ },
    { kind: 'host-key', origin: /(^|\.)paramiko(\.client)?\.WarningPolicy$/ },
];

/** Attributes that hold the process-wide default. */
export const GLOBAL_DEFAULTS = /^ssl\._create_default_https_context$/;

/** A dependency of a web framework that says who asks. */
export const AUTH_DEPENDENCY =
    /auth|current_(active_)?(super)?user|get_user$|permission|token|verify|security|login|api_?key|credential|require|role|principal|session_user/i;

/** What a text says if it is about the check itself; there switching it off is the subject. */
export const SUBJECTS: Readonly<Record<CheckKind, RegExp>> = {
    certificate:
        /(?<![a-z])[sS]sl|SSL|[tT]ls|TLS|[cC]ert(?!ain)|[vV]erif|[xX]509|[iI]nsecure|[hH]ost_?[nN]ame|[uU]nverified|[tT]rust/,
    policy: /polic|admin|rbac|permission|authori[sz]|access|roles?(\b|_)/i,
    permission: /permission|authenti|authori[sz]|access|polic|throttl/i,
    csrf: /csrf|xsrf/i,
    login: /login|logout|auth|session|permission|access/i,
    signature: /jwt|token|sign|decode|claim|auth/i,
    'host-key': /host_?key|known_?hosts|ssh|polic/i,
};

/** Servers in the same process or on the same machine. */
export const LOOPBACK =
    /localhost|127\.0\.0\.\d|\[?::1\b|0\.0\.0\.0|host\.docker\.internal|live_?server|httpserver|http_?server|test_?server|socket_helper\.HOST|\bHOST\b|start_server|TestServer|TestClient|self\.server|server_address|getsockname|getHost\(\)|unused_(tcp_)?port/;

/** Libraries that answer requests in place of the network. */
export const NETWORK_MOCKS =
    /^(responses|requests_mock|httpretty|respx|pytest_httpx|aioresponses|vcr|betamax|mocket|pook|httmock)(\.|$)/;
export const NETWORK_MOCK_FIXTURES =
    /^(requests_mock|respx_mock|httpx_mock|responses|mocked_responses|aioresponses|vcr)$/;

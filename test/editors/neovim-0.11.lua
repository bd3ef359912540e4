-- What the guide's configuration for Neovim 0.11 calls, for an older Neovim: does with it what the manual says
-- (`:help lsp-config`). A Neovim that has the functions uses its own.

if vim.lsp.config then
    return
end

local configs = {}
local servers = {}

vim.lsp.config = function(name, config)
    vim.validate({
        cmd = { config.cmd, 'table' },
        filetypes = { config.filetypes, 'table' },
        root_markers = { config.root_markers, 'table' },
    })
    configs[name] = config
end

local function root_of(folder, markers)
    for _, marker in ipairs(markers) do
        local file = vim.fn.findfile(marker, folder .. ';')
        local found = file ~= '' and file or vim.fn.finddir(marker, folder .. ';')
        if found ~= '' then
            return vim.fn.fnamemodify(found, marker == '.git' and ':p:h:h' or ':p:h')
        end
    end
end

vim.lsp.enable = function(name)
    local config = assert(configs[name], name .. ' is not configured')
    vim.api.nvim_create_autocmd('FileType', {
        pattern = config.filetypes,
        callback = function(event)
            local root = root_of(vim.fn.fnamemodify(vim.api.nvim_buf_get_name(event.buf), ':p:h'), config.root_markers)
            servers[name] = servers[name]
                or vim.lsp.start_client({
                    name = name,
                    cmd = config.cmd,
                    root_dir = root,
                    workspace_folders = root and { { uri = vim.uri_from_fname(root), name = root } },
                })
            vim.lsp.buf_attach_client(event.buf, servers[name])
        end,
    })
end

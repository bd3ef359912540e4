-- Drives a real Neovim as a person would: opens a test, waits for the findings, hovers, picks a fix. Every step
-- waits for what Neovim itself announces, and prints `ok <step>` or `not ok <step>: <why>`.
-- STEADY_EDITOR_TASK is a JSON file: { file, line, character, fix, evidence: [text], findings, fixed }.

local task = vim.fn.json_decode(vim.fn.readfile(vim.env.STEADY_EDITOR_TASK))
local step = 'starts'

local function say(text)
    io.stdout:write(text .. '\n')
    io.stdout:flush()
end

local function give_up(why)
    say('not ok ' .. step .. ': ' .. tostring(why):gsub('\n', ' '))
    vim.cmd('cquit')
end

local driver

-- Lets Neovim work until `resume` is called; what it is given is returned.
local function announced(begin)
    local waiting = true
    begin(function(...)
        if not waiting then
            return
        end
        waiting = false
        local values = { ... }
        vim.schedule(function()
            local fine, why = coroutine.resume(driver, unpack(values))
            if not fine then
                give_up(why)
            end
        end)
    end)
    return coroutine.yield()
end

-- Waits for an autocommand after which `fits` holds.
local function event(name, fits)
    return announced(function(resume)
        vim.api.nvim_create_autocmd(name, {
            callback = function()
                if fits() then
                    resume()
                    return true
                end
            end,
        })
    end)
end

local function text()
    return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') .. '\n'
end

local function findings()
    local places = {}
    for _, one in ipairs(vim.diagnostic.get(0)) do
        table.insert(places, (one.lnum + 1) .. ' ' .. tostring(one.code))
    end
    table.sort(places)
    return table.concat(places, ', ')
end

local function passed()
    say('ok ' .. step)
end

local function drive()
    step = 'attaches and shows the findings'
    vim.schedule(function()
        vim.cmd('edit ' .. vim.fn.fnameescape(task.file))
    end)
    event('DiagnosticChanged', function()
        return #vim.diagnostic.get(0) > 0
    end)
    assert(#vim.lsp.buf_get_clients(0) == 1, 'no client is attached')
    assert(findings() == task.findings, 'the findings are ' .. findings() .. ', not ' .. task.findings)
    passed()

    step = 'the hover shows the evidence'
    vim.api.nvim_win_set_cursor(0, { task.line, task.character })
    local original = vim.lsp.handlers['textDocument/hover']
    local float = announced(function(resume)
        vim.lsp.handlers['textDocument/hover'] = function(...)
            resume((original(...)))
        end
        vim.api.nvim_feedkeys('K', 'mx', false)
    end)
    assert(float, 'no window was opened')
    local shown = table.concat(vim.api.nvim_buf_get_lines(float, 0, -1, false), '\n')
    for _, evidence in ipairs(task.evidence) do
        assert(shown:find(evidence, 1, true), 'the hover lacks "' .. evidence .. '": ' .. shown)
    end
    passed()

    step = 'a code action is applied'
    local offered
    vim.ui.select = function(items, options, choose)
        offered = vim.tbl_map(options.format_item, items)
        for index, title in ipairs(offered) do
            if title:find(task.fix, 1, true) then
                return choose(items[index], index)
            end
        end
        give_up('the menu lacks "' .. task.fix .. '": ' .. table.concat(offered, ' | '))
    end
    announced(function(resume)
        vim.api.nvim_buf_attach(0, false, {
            on_lines = function()
                if text() == task.fixed then
                    resume()
                    return true
                end
            end,
        })
        vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes('<Leader>a', true, false, true), 'mx', false)
    end)
    passed()

    step = 'the finding is gone'
    if findings() ~= task.left then
        event('DiagnosticChanged', function()
            return findings() == task.left
        end)
    end
    passed()
    vim.cmd('quitall!')
end

vim.defer_fn(function()
    give_up('waited in vain for ' .. task.patience .. ' s; findings: ' .. findings() .. '; text: ' .. text())
end, task.patience * 1000)
driver = coroutine.create(drive)
local fine, why = coroutine.resume(driver)
if not fine then
    give_up(why)
end

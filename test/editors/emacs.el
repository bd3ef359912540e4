;;; emacs.el --- drives a real Emacs as a person would  -*- lexical-binding: t; -*-

;;; Commentary:
;; Opens a test, waits for the findings, asks for the evidence, picks a fix. Every step waits for what Emacs itself
;; announces, and prints `ok STEP' or `not ok STEP: WHY'.  STEADY_EDITOR_TASK is a JSON file, see run.mjs;
;; what differs between Eglot and lsp-mode is in `steady-client'.

;;; Code:
(require 'cl-lib)
(require 'json)
(require 'flymake)

(defvar task (let ((json-array-type 'list)) (json-read-file (getenv "STEADY_EDITOR_TASK"))))
(defvar step "starts")

(defun task (key) "What the task says about KEY." (alist-get key task))

(defun say (text) "Print the line TEXT." (princ (concat text "\n") #'external-debugging-output))

(defun give-up (why)
  "End, saying WHY the step has failed."
  (say (format "not ok %s: %s" step (replace-regexp-in-string "\n" " " (format "%s" why))))
  (kill-emacs 1))

(defun passed () "Say that the step has succeeded." (say (concat "ok " step)))

(defun must (holds why &rest values)
  "Give up with WHY, a format of VALUES, unless HOLDS."
  (unless holds (give-up (apply #'format why values))))

(defun announced (begin)
  "Call BEGIN with a function, and let Emacs work until that is called; return what it was called with."
  (catch 'announced
    (funcall begin (lambda (&optional value) (run-at-time 0 nil (lambda () (throw 'announced value)))))
    (while t (accept-process-output nil 60))))

(defun after (function fits)
  "Wait until FUNCTION has been called and FITS returns something, and return that; it may fit already."
  (or (funcall fits)
      (announced
       (lambda (resume)
         (let ((advice (make-symbol "advice")) (buffer (current-buffer)))
           (fset advice (lambda (&rest _)
                          (let ((value (with-current-buffer buffer (funcall fits))))
                            (when value
                              (advice-remove function advice)
                              (funcall resume value)))))
           (advice-add function :after advice))))))

(defun rule-of (one)
  "The rule of ONE Flymake diagnostic."
  (let ((text (flymake-diagnostic-text one)))
    (if (featurep 'lsp-mode)
        (cl-loop for known in (lsp--get-buffer-diagnostics)
                 when (equal (lsp:diagnostic-message known) text)
                 return (lsp:diagnostic-code? known))
      (and (string-match "\\[\\([a-z-]+\\)\\]" text) (match-string 1 text)))))

(defun findings ()
  "The findings of this buffer: lines and rules."
  (mapconcat #'identity
             (sort (mapcar (lambda (one)
                             (format "%d %s" (line-number-at-pos (flymake-diagnostic-beg one)) (rule-of one)))
                           (flymake-diagnostics))
                   #'string<)
             ", "))

(defun help-buffer ()
  "The buffer in which the client shows its help, if there is one."
  (cl-find-if (lambda (buffer) (string-match-p "\\*\\(eldoc\\|lsp-help\\)" (buffer-name buffer))) (buffer-list)))

(defvar steady-client
  (if (featurep 'lsp-mode)
      '((begin . (lambda () (lsp-workspace-folders-add default-directory)))
        (attached . (lambda () (bound-and-true-p lsp-managed-mode)))
        (hover . lsp-describe-thing-at-point)
        (act . (lambda () (call-interactively #'lsp-execute-code-action))))
    '((begin . ignore)
      (attached . eglot-managed-p)
      (hover . (lambda () (eldoc t)))
      (act . (lambda () (call-interactively #'eglot-code-actions)))))
  "How the client that is loaded is used.")

(defun client (what) "Do WHAT as the client does it." (funcall (alist-get what steady-client)))

(defun drive ()
  "All steps."
  (setq step "attaches and shows the findings")
  (client 'begin)
  (find-file (task 'file))
  ;; The command loop does this after a command; there is none in batch mode.
  (run-hooks 'post-command-hook)
  (after 'flymake--handle-report #'flymake-diagnostics)
  (must (client 'attached) "no server is attached")
  (must (equal (findings) (task 'findings)) "the findings are %s, not %s" (findings) (task 'findings))
  (passed)

  (setq step "the hover shows the evidence")
  (goto-char (point-min))
  (forward-line (1- (task 'line)))
  (forward-char (task 'character))
  (let ((shown ""))
    (client 'hover)
    (after 'eldoc-display-in-buffer
           (lambda ()
             (let ((buffer (help-buffer)))
               (when buffer (setq shown (with-current-buffer buffer (buffer-string))))
               (cl-every (lambda (text) (string-match-p (regexp-quote text) shown)) (task 'evidence))))))
  (passed)

  (setq step "a code action is applied")
  ;; Chosen with a key; otherwise Eglot opens a menu for the mouse.
  (let ((last-nonmenu-event ?\r)
        (completing-read-function
         (lambda (_prompt titles &rest _)
           (let ((all (all-completions "" titles)))
             (or (cl-find-if (lambda (title) (string-match-p (regexp-quote (task 'fix)) title)) all)
                 (give-up (format "the menu lacks \"%s\": %s" (task 'fix) all)))))))
    (client 'act))
  (must (equal (buffer-string) (task 'fixed)) "the text is %s" (buffer-string))
  (passed)

  (setq step "the finding is gone")
  ;; Eglot tells of a change when Emacs is idle, which it never is in batch mode, or when the file is saved.
  (save-buffer)
  (after 'flymake--handle-report (lambda () (equal (findings) (task 'left))))
  (passed))

(run-at-time (task 'patience) nil
             (lambda ()
               (give-up (format "waited in vain for %d s; findings: %s" (task 'patience) (findings)))))
(condition-case why
    (drive)
  (error (give-up (error-message-string why))))
(kill-emacs 0)
;;; emacs.el ends here

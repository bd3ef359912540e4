"""In whose name something is done, as the services of OpenStack carry it through their calls."""


class Forbidden(Exception):
    """The context may not do this."""


class RequestContext:
    def __init__(self, user_id=None, project_id=None, is_admin=False):
        self.user_id = user_id
        self.project_id = project_id
        self.is_admin = is_admin


def get_admin_context():
    """A context that may do everything."""
    return RequestContext(is_admin=True)


def require_admin(ctxt):
    if not ctxt.is_admin:
        raise Forbidden()

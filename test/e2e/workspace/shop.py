class Order:
    def __init__(self):
        self.reservation = "held"
        self.log = []

    def release(self):
        self.log.append("release")
        self.reservation = None

    def confirm(self):
        self.log.append("confirm")
        return self.reservation

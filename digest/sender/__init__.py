"""From a rendered issue and an audience to accepted mail, with a durable record of who got it."""

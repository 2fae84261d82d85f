"""How it is said: FastAGI, AMI, the dialler, and the composition of calls."""

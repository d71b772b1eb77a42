"""Who may do what in the admin: every address and every act, for everybody, each cell asserted."""

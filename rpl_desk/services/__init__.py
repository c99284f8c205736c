"""What a user can do: one method, one transaction, one audit entry."""

"""What came back: parsing, understanding and matching of mail that answers us; pure."""

print("foretell-bench")
